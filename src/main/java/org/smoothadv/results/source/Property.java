package org.smoothadv.results.source;

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
  /** Which part of the images the log is about, such as 2/8. */
  SHARD
}
