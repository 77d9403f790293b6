package org.smoothadv.results.source;

import java.util.Locale;

/** What can be known about a log. Values are text, as tables show them. */
public enum Property {
  /** The images: cifar10, imagenet, ... */
  DATASET,
  /** The part of the dataset: test or train. */
  SPLIT,
  /** The base classifier: resnet110, cifar-resnet-20, ... */
  ARCHITECTURE,
  /** What sets this training apart besides the attack: pre-trained, self-training, ... */
  VARIANT,
  /** Noise standard deviation of the smoothed classifier that the log is about, pixel units. */
  SIGMA,
  /** Noise standard deviation that the base classifier was trained with, pixel units. */
  TRAINING_SIGMA,
  /** Attack in training: pgd, ddn or none. */
  TRAINING_ATTACK,
  /** What the training attack fools: smoothed or base. */
  TRAINING_TARGET,
  /** Steps T of the training attack. */
  TRAINING_STEPS,
  /** Noise samples m_train. */
  TRAINING_NOISE_SAMPLES,
  /** L2 radius of the training attack, pixel units. */
  TRAINING_EPSILON,
  /** Attack on the images that the log is about: pgd, ddn or none. */
  ATTACK,
  /** What that attack fools: smoothed or base. */
  ATTACK_TARGET,
  /** Its gradient estimator: plugin (6) or stein (7). */
  ATTACK_GRADIENT,
  /** Its steps. */
  ATTACK_STEPS,
  /** Its noise samples m_test. */
  ATTACK_NOISE_SAMPLES,
  /** Its L2 radius, pixel units. */
  ATTACK_EPSILON,
  /** Monte Carlo samples n of PREDICT or CERTIFY. */
  SAMPLES,
  /** Monte Carlo samples n0 that chose the class. */
  SELECTION_SAMPLES,
  /** Failure probability of PREDICT or CERTIFY. */
  ALPHA,
  /** What bounds the other classes: one-vs-rest or top-two. */
  BOUND,
  /** How many samples an image got: fixed or adaptive. */
  SAMPLING,
  /** Radii that adaptive sampling decided. */
  RADII,
  /** Type of the activations: float32 or bfloat16. */
  PRECISION,
  /** Seed of the noise. */
  SEED,
  /** Digest of the classifier's weights. */
  MODEL,
  /** Digest of the images of the split. */
  DATA,
  /** How many images the split has. */
  IMAGES,
  /** Every how many of them one was chosen. */
  SKIP,
  /** The most that were chosen; all where there was no limit. */
  MAX,
  /** Which part of the chosen images the log is about, such as 2/8. */
  SHARD,
  /** Digest of all that determined the log but for its shard. */
  SETTINGS;

  /** As messages name it: {@code n}, {@code n0}, {@code weights}, {@code attack epsilon}. */
  @Override
  public String toString() {
    return switch (this) {
      case SAMPLES -> "n";
      case SELECTION_SAMPLES -> "n0";
      case MODEL -> "weights";
      default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }
}
