package org.smoothadv.training;

import java.util.List;
import java.util.Objects;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.attack.Gradient;
import org.smoothadv.dataset.TrainingImages.LabelSource;
import org.smoothadv.device.Device;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.PixelUnits;
import org.smoothadv.input.Quoted;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;

/**
 * Everything that determines a training run, apart from the machine. Written to run.json and into
 * every checkpoint.
 *
 * @param dataset the dataset's name, as in {@code cifar10}
 * @param data the folder it was read from; empty where it needs none
 * @param imageSize the height and width of the images, in pixels
 * @param unlabelled the file of pseudo-labelled images that self-training adds (appendix E.2);
 *     empty for none
 * @param unlabelledWeight eta of appendix E.2, the factor of their loss, positive; 0 without them
 * @param fineTune the checkpoint that training starts from (appendix E.1); empty for a fresh
 *     network
 * @param architecture the network's name, as in {@code cifar-resnet-20}
 * @param normalization the network's first layer
 * @param precision the type of the network's activations, in the attack, the step and the
 *     evaluation
 * @param devices one tower of the step runs on each, as in {@code cpu:0}; empty for one tower where
 *     TensorFlow chooses
 * @param sigma standard deviation of the Gaussian noise, pixel units, at least 0
 * @param attack the attacker of adversarial training
 * @param gradient what the attacker follows
 * @param attackTarget the classifier that it is to deceive; the base classifier is attacked without
 *     noise (appendix C.1)
 * @param noiseAfterAttack whether SGD sees the attacked images under noise; true without attack
 * @param inverseTemperature beta of appendix B, in the attack's softmax
 * @param epsilon radius of the attack, L2 in pixel units, positive; 0 without attack
 * @param steps T, at least 1; 0 without attack
 * @param noiseSamples m of Pseudocode 1, noises per image
 * @param warmup epochs over which epsilon rises, at least 0
 * @param epochs epochs in all, at least 1
 * @param batch network evaluations in one SGD step, a multiple of {@code noiseSamples}
 * @param learningRate of the first epochs, positive
 * @param learningRateStep epochs between two decays, at least 1
 * @param learningRateDecay factor of each decay, in (0, 1]
 * @param momentum in [0, 1)
 * @param weightDecay at least 0
 * @param limit training images used; 0 for all
 * @param evaluationLimit test images that each epoch's evaluation uses; 0 for all
 * @param seed of everything random
 */
public record TrainingConfiguration(
    String dataset,
    String data,
    int imageSize,
    String unlabelled,
    double unlabelledWeight,
    String fineTune,
    String architecture,
    Normalization normalization,
    Precision precision,
    List<String> devices,
    double sigma,
    Method attack,
    Gradient gradient,
    Target attackTarget,
    boolean noiseAfterAttack,
    double inverseTemperature,
    double epsilon,
    int steps,
    int noiseSamples,
    int warmup,
    int epochs,
    int batch,
    double learningRate,
    int learningRateStep,
    double learningRateDecay,
    double momentum,
    double weightDecay,
    int limit,
    int evaluationLimit,
    long seed) {

  /**
   * Validates the configuration.
   *
   * @throws InvalidInputException naming the option, its value and what is accepted
   */
  public TrainingConfiguration {
    Objects.requireNonNull(normalization, "'normalization' is missing");
    devices = List.copyOf(devices);
    Device.named(devices); // names devices that there can be
    require(imageSize >= 1, "--image-size", imageSize, "a number of pixels, at least 1");
    require(
        unlabelled.isEmpty()
            ? unlabelledWeight == 0
            : unlabelledWeight > 0 && unlabelledWeight < 1e6,
        "--unlabelled-weight",
        unlabelledWeight,
        "a positive factor below 1000000 with --unlabelled FILE, and none without");
    require(
        sigma >= 0 && sigma < 100,
        "--sigma",
        sigma,
        "a standard deviation from 0 up, below 100, in pixel units where images are in [0,1]");
    PixelUnits.requireWithinCube("--sigma", sigma, imageSize);
    PixelUnits.requireWithinCube("--epsilon", epsilon, imageSize);
    require(
        noiseSamples >= 1, "--noise-samples", noiseSamples, "the noises per image m, at least 1");
    require(
        sigma > 0 || noiseSamples == 1,
        "--noise-samples",
        noiseSamples,
        "1 where --sigma is 0: without noise all copies are equal");
    require(
        noiseAfterAttack || noiseSamples == 1,
        "--noise-samples",
        noiseSamples,
        "1 with --noise-after-attack false: without noise all copies are equal");
    require(
        noiseAfterAttack || attack != Method.NONE,
        "--noise-after-attack",
        noiseAfterAttack,
        "true without --attack pgd or ddn");
    settings(
        attack, gradient, attackTarget, inverseTemperature, epsilon, steps, sigma, noiseSamples);
    require(warmup >= 0, "--warmup", warmup, "a number of epochs from 0 up");
    require(epochs >= 1, "--epochs", epochs, "a number of epochs, at least 1");
    require(batch >= 1, "--batch", batch, "network evaluations per step, at least 1");
    require(
        batch % noiseSamples == 0,
        "--batch",
        batch,
        "a multiple of --noise-samples " + noiseSamples);
    require(
        batch / noiseSamples >= devices.size(),
        "--batch",
        batch,
        "at least one image per device: %d network evaluations with %d devices"
            .formatted(devices.size() * noiseSamples, devices.size()));
    require(
        learningRate > 0 && learningRate < 1e6,
        "--learning-rate",
        learningRate,
        "a positive number below 1000000");
    require(
        learningRateStep >= 1,
        "--learning-rate-step",
        learningRateStep,
        "a number of epochs, at least 1");
    require(
        learningRateDecay > 0 && learningRateDecay <= 1,
        "--learning-rate-decay",
        learningRateDecay,
        "a factor in (0, 1]");
    require(momentum >= 0 && momentum < 1, "--momentum", momentum, "a number in [0, 1)");
    require(
        weightDecay >= 0 && weightDecay < 1e6,
        "--weight-decay",
        weightDecay,
        "a number from 0 up, below 1000000");
    require(limit >= 0, "--limit", limit, "a number of images, at least 1");
    require(
        evaluationLimit >= 0, "--eval-limit", evaluationLimit, "a number of images, or 0 for all");
  }

  private static void require(boolean holds, String option, Object value, String accepted) {
    if (!holds) {
      throw new InvalidInputException(
          option + " is " + Quoted.value(value) + "; accepted is " + accepted);
    }
  }

  /** The normalisation as {@link Normalization#parse} reads it, such as {@code standard}. */
  public String normalizationText() {
    return normalization.text(Architectures.standardNormalization(architecture));
  }

  /** What the attack is. */
  public AttackSettings attackSettings() {
    return settings(
        attack, gradient, attackTarget, inverseTemperature, epsilon, steps, sigma, noiseSamples);
  }

  private static AttackSettings settings(
      Method attack,
      Gradient gradient,
      Target target,
      double inverseTemperature,
      double epsilon,
      int steps,
      double sigma,
      int noiseSamples) {
    // The base classifier is attacked without noise, however many noises SGD adds afterwards.
    int seen = target == Target.BASE ? 1 : noiseSamples;
    return new AttackSettings(
        attack, gradient, target, inverseTemperature, epsilon, steps, sigma, seen);
  }

  /** Images in one SGD step. */
  public int imagesPerStep() {
    return batch / noiseSamples;
  }

  /** The factor of the loss of images with such labels, in what SGD minimises (appendix E.2). */
  public double lossWeightOf(LabelSource source) {
    return switch (source) {
      case LABELLED -> 1;
      case PSEUDO_LABELLED -> unlabelledWeight;
    };
  }

  /** Epsilon of an epoch, counted from 0: {@code epsilon * min(1, epoch / warmup)}. */
  public double epsilonOf(int epoch) {
    return epoch >= warmup ? epsilon : epsilon * epoch / warmup;
  }

  /** Learning rate of an epoch, counted from 0. */
  public double learningRateOf(int epoch) {
    return learningRate * Math.pow(learningRateDecay, Math.floorDiv(epoch, learningRateStep));
  }
}
