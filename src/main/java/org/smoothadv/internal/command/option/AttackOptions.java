package org.smoothadv.internal.command.option;

import static java.util.Objects.requireNonNullElse;

import com.beust.jcommander.Parameter;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.attack.Gradient;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.network.ImageShape;

/** The options that say how images are attacked. A field that is null was not given. */
public final class AttackOptions {
  /** T and m_test of section 4.3. */
  private static final int EVALUATION_STEPS = 20;

  private static final int EVALUATION_NOISE_SAMPLES = 128;

  @Parameter(
      names = "--attack",
      category = "Attack",
      placeholder = "NAME",
      description = "none, pgd or ddn (none)",
      order = 20)
  Method method;

  @Parameter(
      names = "--epsilon",
      category = "Attack",
      placeholder = "X",
      description = "L2 radius of the attack in pixel units, such as 0.5 or 127/255",
      order = 21)
  Double epsilon;

  @Parameter(
      names = "--steps",
      category = "Attack",
      placeholder = "T",
      description =
          "steps of the attack, T, or of smoothmix; training needs it, predict takes 20 without it",
      order = 22)
  Integer steps;

  @Parameter(
      names = "--gradient",
      category = "Attack",
      placeholder = "NAME",
      description =
          "what the attack follows: plugin, estimator (6); stein, the gradient-free (7);"
              + " stein-hard, (7) of the one-hot classifier; stein-baseline or stein-antithetic, (7)"
              + " with less variance (plugin)",
      order = 23)
  Gradient gradient;

  @Parameter(
      names = "--attack-target",
      category = "Attack",
      placeholder = "NAME",
      description = "smoothed, or base: the classifier without noise, a vanilla attack (smoothed)",
      order = 24)
  Target target;

  @Parameter(
      names = "--inverse-temperature",
      category = "Attack",
      placeholder = "BETA",
      description = "factor of the logits in the attack's softmax (1)",
      order = 25)
  Double inverseTemperature;

  /**
   * The attack that is evaluated.
   *
   * @param sigma standard deviation of the noise
   * @param noiseSamples m_test, or null where it was not given
   * @param shape the size of the images
   * @throws InvalidInputException if an option is missing, or its value is not accepted
   */
  public AttackSettings evaluated(double sigma, Integer noiseSamples, ImageShape shape) {
    if (attacks() && epsilon != null) {
      shape.requireWithinCube("epsilon", epsilon);
    }
    if (attacks() && epsilon == null) {
      throw new InvalidSettingException(
          "epsilon", "{epsilon} is missing: {attack} needs {epsilon}, its radius, such as 0.5");
    }
    if (!attacks() && noiseSamples != null) {
      throw new InvalidSettingException(
          "noiseSamples", "{noiseSamples} is %s; used only with {attack} pgd or ddn", noiseSamples);
    }
    Target chosen = requireNonNullElse(target, Target.SMOOTHED);
    boolean seesNoise = attacks() && chosen == Target.SMOOTHED;
    return new AttackSettings(
        requireNonNullElse(method, Method.NONE),
        requireNonNullElse(gradient, Gradient.PLUGIN),
        chosen,
        requireNonNullElse(inverseTemperature, 1.0),
        requireNonNullElse(epsilon, 0.0),
        requireNonNullElse(steps, attacks() ? EVALUATION_STEPS : 0),
        sigma,
        requireNonNullElse(noiseSamples, seesNoise ? EVALUATION_NOISE_SAMPLES : 1));
  }

  /** Whether there is to be an attack. */
  boolean attacks() {
    return method != null && method != Method.NONE;
  }
}
