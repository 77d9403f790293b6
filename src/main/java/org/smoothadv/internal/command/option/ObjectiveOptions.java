package org.smoothadv.internal.command.option;

import static java.util.Objects.requireNonNullElse;

import com.beust.jcommander.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.ObjectiveSettings.Method;

/** The options that say what SGD minimises. A field that is null was not given. */
final class ObjectiveOptions {
  /** MACER's noises per image in its paper. */
  private static final int MACER_NOISE_SAMPLES = 16;

  @Parameter(
      names = "--objective",
      category = "Objective",
      placeholder = "NAME",
      description =
          "what SGD minimises at the noisy copies: cross-entropy; consistency (also under an attack), macer, stability or smoothmix, with their own settings below (cross-entropy)",
      order = 50)
  private Method method;

  @Parameter(
      names = "--lambda",
      category = "Objective",
      placeholder = "X",
      description = "factor of what consistency (10), macer (12) and stability (2) add to the loss",
      order = 51)
  private Double lambda;

  @Parameter(
      names = "--eta",
      category = "Objective",
      placeholder = "X",
      description =
          "factor of consistency's entropy (0.5), or of smoothmix's mixed images (5), which comes over the epochs of --warmup",
      order = 52)
  private Double eta;

  @Parameter(
      names = "--beta",
      category = "Objective",
      placeholder = "X",
      description = "factor of the logits in macer's robustness loss (16)",
      order = 53)
  private Double beta;

  @Parameter(
      names = "--gamma",
      category = "Objective",
      placeholder = "X",
      description = "macer's margin, in standard deviations (8)",
      order = 54)
  private Double gamma;

  @Parameter(
      names = "--deferred",
      category = "Objective",
      arity = 1,
      description = "macer's lambda is 0 up to the first reduction of the learning rate",
      order = 55)
  private Boolean deferred;

  @Parameter(
      names = "--alpha",
      category = "Objective",
      placeholder = "X",
      description =
          "length of smoothmix's --steps, L2 in pixel units (1); its authors take twice sigma",
      order = 56)
  private Double alpha;

  @Parameter(
      names = "--mix-step",
      category = "Objective",
      placeholder = "N",
      description =
          "after how many of its steps smoothmix's line of mixed images begins: 0, the image itself, or 1, its one-step adversary (0)",
      order = 57)
  private Integer mixStep;

  /** What was given, or else what the base has, or the usual settings of another method. */
  ObjectiveSettings or(ObjectiveSettings base) {
    Method chosen = requireNonNullElse(method, base.objective());
    ObjectiveSettings usual = chosen == base.objective() ? base : ObjectiveSettings.of(chosen);
    given().forEach(chosen::requireUsed);
    return new ObjectiveSettings(
        chosen,
        requireNonNullElse(lambda, usual.lambda()),
        requireNonNullElse(eta, usual.eta()),
        requireNonNullElse(beta, usual.beta()),
        requireNonNullElse(gamma, usual.gamma()),
        requireNonNullElse(deferred, usual.deferred()),
        requireNonNullElse(alpha, usual.alpha()),
        requireNonNullElse(mixStep, usual.mixStep()));
  }

  private Map<String, Object> given() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("lambda", lambda);
    given.put("eta", eta);
    given.put("beta", beta);
    given.put("gamma", gamma);
    given.put("deferred", deferred);
    given.put("alpha", alpha);
    given.put("mixStep", mixStep);
    given.values().removeIf(value -> value == null);
    return given;
  }

  /** m where nobody says it. */
  int usualNoiseSamples() {
    return method == Method.MACER ? MACER_NOISE_SAMPLES : 1;
  }

  /**
   * Checks that what has no usual value was given.
   *
   * @param steps T, or null
   */
  void requireSteps(Integer steps) {
    if (method == Method.SMOOTHMIX && steps == null) {
      throw new InvalidSettingException(
          "steps",
          "{steps} is missing: {objective} smoothmix needs its number of steps; its authors take 4 on CIFAR-10");
    }
  }
}
