package org.smoothadv.attack;

import static org.smoothadv.input.InvalidSettingException.require;

import com.google.gson.annotations.SerializedName;
import java.io.Serializable;
import java.math.BigDecimal;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidSettingException;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Everything that determines an attack, in training and in evaluation.
 *
 * @param method the attacker
 * @param gradient what it follows; without attack {@link Gradient#PLUGIN}
 * @param target the classifier that it is to deceive; without attack {@link Target#SMOOTHED}
 * @param inverseTemperature beta of appendix B, positive; without attack 1
 * @param epsilon its radius, L2 in pixel units, positive; without attack 0
 * @param steps T, at least 1; without attack 0
 * @param sigma standard deviation of the noise that it sees, pixel units, at least 0
 * @param noiseSamples m, noises per image that it sees, at least 1; 1 for the base classifier
 */
public record AttackSettings(
    Method method,
    Gradient gradient,
    Target target,
    double inverseTemperature,
    double epsilon,
    int steps,
    double sigma,
    int noiseSamples)
    implements Serializable {
  /** The attackers, under the names of the command line and of run.json. */
  public enum Method {
    /** None: Gaussian training (Cohen et al. 2019), clean images. */
    @SerializedName("none")
    NONE,
    /** {@link PgdAttack}. */
    @SerializedName("pgd")
    PGD,
    /** {@link DdnAttack}. */
    @SerializedName("ddn")
    DDN
  }

  /** Which classifier an attack is to deceive. */
  public enum Target {
    /** The smoothed one, through noisy copies: SmoothAdv. */
    @SerializedName("smoothed")
    SMOOTHED,
    /** The base classifier, without noise: a vanilla attack (appendix C.1). */
    @SerializedName("base")
    BASE
  }

  /** No attack. */
  public static final AttackSettings NONE =
      new AttackSettings(Method.NONE, Gradient.PLUGIN, Target.SMOOTHED, 1, 0, 0, 0, 1);

  /**
   * Validates the settings.
   *
   * @throws InvalidSettingException naming the setting, its value and what is accepted
   */
  public AttackSettings {
    require(method != null, "attack", method, "accepted is none, pgd or ddn");
    require(gradient != null, "gradient", gradient, "accepted is plugin, stein, ...");
    require(target != null, "attackTarget", target, "accepted is smoothed or base");
    if (method == Method.NONE) {
      String only = "used only with {attack} pgd or ddn";
      require(gradient == Gradient.PLUGIN, "gradient", EnumNames.of(gradient), only);
      require(target == Target.SMOOTHED, "attackTarget", EnumNames.of(target), only);
      require(inverseTemperature == 1, "inverseTemperature", inverseTemperature, only);
      require(epsilon == 0, "epsilon", epsilon, only);
      require(steps == 0, "steps", steps, only);
    } else {
      require(
          epsilon > 0 && epsilon < 1000,
          "epsilon",
          epsilon,
          "accepted is the attack's L2 radius, positive and below 1000, such as 0.5 or 127/255");
      require(steps >= 1, "steps", steps, "accepted is the number of steps T, at least 1");
      require(
          inverseTemperature > 0 && inverseTemperature < 1e6,
          "inverseTemperature",
          inverseTemperature,
          "accepted is beta, a positive number below 1000000");
    }
    require(
        noiseSamples >= 1,
        "noiseSamples",
        noiseSamples,
        "accepted is the number of noises per image m, at least 1");
    require(
        target == Target.SMOOTHED || noiseSamples == 1,
        "noiseSamples",
        noiseSamples,
        "but {attackTarget} base is attacked without noise: leave it out");
    if (gradient != Gradient.PLUGIN) {
      requireNoiseForStein(gradient, target, sigma, noiseSamples);
    }
  }

  private static void requireNoiseForStein(
      Gradient gradient, Target target, double sigma, int noiseSamples) {
    String name = EnumNames.of(gradient);
    require(
        target == Target.SMOOTHED && sigma > 0,
        "gradient",
        name,
        "which is made of noise: it needs {sigma} above 0 and {attackTarget} smoothed");
    require(
        noiseSamples >= gradient.fewestSamples(),
        "noiseSamples",
        noiseSamples,
        "but {gradient} " + name + " compares noises: accepted is at least 2");
    int group = gradient.sampling().groupSize();
    require(
        noiseSamples % group == 0,
        "noiseSamples",
        noiseSamples,
        "but {gradient} " + name + " draws noises in pairs: accepted is an even number");
  }

  /** Whether there is an attack. */
  public boolean attacks() {
    return method != Method.NONE;
  }

  /** The attack in a few words that tell it from others, such as {@code pgd-0.5-T20-m128}. */
  public String description() {
    StringBuilder words = new StringBuilder(EnumNames.of(method));
    words.append('-').append(decimal(epsilon)).append("-T").append(steps);
    words.append(target == Target.BASE ? "-base" : "-m" + noiseSamples);
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
    return target == Target.BASE
        ? new Noise.None()
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
    return attack(classifier, new CheckedGradient<>(gradient.estimator(sigma)), samplesAtOnce);
  }

  /** Whether a graph with a {@link #checkedAttack} failed because numbers are not finite. */
  public static boolean isNotFinite(TFInvalidArgumentException failure) {
    return failure.getMessage().contains(CheckedGradient.FAILURE);
  }

  private <S extends Record> Attack attack(
      Classifier classifier, GradientEstimator<S> estimator, int samplesAtOnce) {
    int group = gradient.sampling().groupSize();
    Assessor<S> assessor =
        new Assessor<>(
            classifier.withInverseTemperature(inverseTemperature),
            estimator,
            Math.max(group, samplesAtOnce - samplesAtOnce % group));
    return switch (method) {
      case NONE -> throw new IllegalStateException("there is no attack");
      case PGD -> new PgdAttack(assessor, steps);
      case DDN -> new DdnAttack(assessor, steps);
    };
  }

  /**
   * An estimator that fails, and the run of the graph with it, where the network's logits or the
   * norm of the gradient are not finite. Without it an attack would take a random direction there,
   * or none, and the image would pass for one that withstood it.
   *
   * @param estimator what it gives where they are finite
   * @param <S> what some of the copies contribute
   */
  record CheckedGradient<S extends Record>(GradientEstimator<S> estimator)
      implements GradientEstimator<S> {
    /** Stands in the message of TensorFlow's failure. */
    static final String FAILURE = "what the attack sees of the network";

    @Override
    public S zero(Ops tf, Operand<TFloat32> images) {
      return estimator.zero(tf, images);
    }

    @Override
    public S contribution(Ops tf, Observation observed) {
      Operand<TFloat32> logits = observed.logits();
      return estimator.contribution(
          tf,
          new Observation(
              observed.images(),
              observed.labels(),
              observed.copies(),
              checked(tf, logits, logits)));
    }

    @Override
    public S plus(Ops tf, S part, S other) {
      return estimator.plus(tf, part, other);
    }

    @Override
    public Operand<TFloat32> ascent(Ops tf, S sum, int noiseSamples) {
      Operand<TFloat32> ascent = estimator.ascent(tf, sum, noiseSamples);
      return checked(tf, ascent, L2.norm(tf, ascent));
    }

    /** The values, once some numbers have been seen to be finite. */
    private static Operand<TFloat32> checked(
        Ops tf, Operand<TFloat32> values, Operand<TFloat32> numbers) {
      return tf.withControlDependencies(tf.debugging.checkNumerics(numbers, FAILURE))
          .identity(values);
    }
  }
}
