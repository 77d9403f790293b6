package org.smoothadv.attack;

import java.math.BigDecimal;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.types.TInt64;

/**
 * Everything that determines an attack, in training and in evaluation.
 *
 * @param method the attacker
 * @param gradient what it follows; without attack {@link Gradient#PLUGIN}
 * @param target the classifier that it is to deceive; without attack {@link AttackTarget#SMOOTHED}
 * @param inverseTemperature beta of appendix B, positive; without attack 1
 * @param epsilon its radius, L2 in pixel units, positive; without attack 0
 * @param steps T, at least 1; without attack 0
 * @param sigma standard deviation of the noise that it sees, pixel units, at least 0
 * @param noiseSamples m, noises per image that it sees, at least 1; 1 for the base classifier
 */
public record AttackSettings(
    AttackMethod method,
    Gradient gradient,
    AttackTarget target,
    double inverseTemperature,
    double epsilon,
    int steps,
    double sigma,
    int noiseSamples) {
  /** No attack. */
  public static final AttackSettings NONE =
      new AttackSettings(AttackMethod.NONE, Gradient.PLUGIN, AttackTarget.SMOOTHED, 1, 0, 0, 0, 1);

  /**
   * Validates the settings.
   *
   * @throws InvalidInputException naming the option, its value and what is accepted
   */
  public AttackSettings {
    require(method != null, "--attack", method, "accepted is none, pgd or ddn");
    require(gradient != null, "--gradient", gradient, "accepted is plugin, stein, ...");
    require(target != null, "--attack-target", target, "accepted is smoothed or base");
    if (method == AttackMethod.NONE) {
      String only = "used only with --attack pgd or ddn";
      require(gradient == Gradient.PLUGIN, "--gradient", EnumNames.of(gradient), only);
      require(target == AttackTarget.SMOOTHED, "--attack-target", EnumNames.of(target), only);
      require(inverseTemperature == 1, "--inverse-temperature", inverseTemperature, only);
      require(epsilon == 0, "--epsilon", epsilon, only);
      require(steps == 0, "--steps", steps, only);
    } else {
      require(
          epsilon > 0 && epsilon < 1000,
          "--epsilon",
          epsilon,
          "accepted is the attack's L2 radius, positive and below 1000, such as 0.5 or 127/255");
      require(steps >= 1, "--steps", steps, "accepted is the number of steps T, at least 1");
      require(
          inverseTemperature > 0 && inverseTemperature < 1e6,
          "--inverse-temperature",
          inverseTemperature,
          "accepted is beta, a positive number below 1000000");
    }
    require(
        noiseSamples >= 1,
        "--noise-samples",
        noiseSamples,
        "accepted is the number of noises per image m, at least 1");
    require(
        target == AttackTarget.SMOOTHED || noiseSamples == 1,
        "--noise-samples",
        noiseSamples,
        "but --attack-target base is attacked without noise: leave it out");
    if (gradient != Gradient.PLUGIN) {
      requireNoiseForStein(gradient, target, sigma, noiseSamples);
    }
  }

  private static void requireNoiseForStein(
      Gradient gradient, AttackTarget target, double sigma, int noiseSamples) {
    String name = EnumNames.of(gradient);
    require(
        target == AttackTarget.SMOOTHED && sigma > 0,
        "--gradient",
        name,
        "which is made of noise: it needs --sigma above 0 and --attack-target smoothed");
    require(
        noiseSamples >= gradient.fewestSamples(),
        "--noise-samples",
        noiseSamples,
        "but --gradient " + name + " compares noises: accepted is at least 2");
    int group = gradient.sampling().groupSize();
    require(
        noiseSamples % group == 0,
        "--noise-samples",
        noiseSamples,
        "but --gradient " + name + " draws noises in pairs: accepted is an even number");
  }

  private static void require(boolean holds, String option, Object value, String otherwise) {
    if (!holds) {
      throw new InvalidInputException(option + " is " + Quoted.value(value) + "; " + otherwise);
    }
  }

  /** Whether there is an attack. */
  public boolean attacks() {
    return method != AttackMethod.NONE;
  }

  /** The attack in a few words that tell it from others, such as {@code pgd-0.5-T20-m128}. */
  public String description() {
    StringBuilder words = new StringBuilder(EnumNames.of(method));
    words.append('-').append(decimal(epsilon)).append("-T").append(steps);
    words.append(target == AttackTarget.BASE ? "-base" : "-m" + noiseSamples);
    if (gradient != Gradient.PLUGIN) {
      words.append('-').append(EnumNames.of(gradient));
    }
    if (inverseTemperature != 1) {
      words.append("-beta").append(decimal(inverseTemperature));
    }
    return words.toString();
  }

  private static String decimal(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /**
   * The noises that an attack on the smoothed classifier sees.
   *
   * @param seed [2]
   */
  public Noise noise(Operand<TInt64> seed) {
    return target == AttackTarget.BASE
        ? new NoNoise()
        : new DrawnNoise(seed, gradient.sampling(), sigma, noiseSamples);
  }

  /**
   * The attacker.
   *
   * @param classifier the base classifier, batch normalisation in inference mode
   * @param samplesAtOnce about how many noisy copies of each image the network is to see together
   * @throws IllegalStateException if there is no attack
   */
  public Attack attack(Classifier classifier, int samplesAtOnce) {
    return attack(classifier, gradient.estimator(sigma), samplesAtOnce);
  }

  /**
   * The attacker, in a graph that fails where the network's logits or the gradient are not finite:
   * {@link #isNotFinite} knows that failure.
   *
   * @param classifier the base classifier, batch normalisation in inference mode
   * @param samplesAtOnce about how many noisy copies of each image the network is to see together
   * @throws IllegalStateException if there is no attack
   */
  public Attack checkedAttack(Classifier classifier, int samplesAtOnce) {
    return attack(classifier, new CheckedGradient(gradient.estimator(sigma)), samplesAtOnce);
  }

  /** Whether a graph with a {@link #checkedAttack} failed because numbers are not finite. */
  public static boolean isNotFinite(TFInvalidArgumentException failure) {
    return failure.getMessage().contains(CheckedGradient.FAILURE);
  }

  private Attack attack(Classifier classifier, GradientEstimator estimator, int samplesAtOnce) {
    int group = gradient.sampling().groupSize();
    Assessor assessor =
        new Assessor(
            classifier.withInverseTemperature(inverseTemperature),
            estimator,
            Math.max(group, samplesAtOnce - samplesAtOnce % group));
    return switch (method) {
      case NONE -> throw new IllegalStateException("there is no attack");
      case PGD -> new PgdAttack(assessor, steps);
      case DDN -> new DdnAttack(assessor, steps);
    };
  }
}
