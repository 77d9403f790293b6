package org.smoothadv.run;

import static org.smoothadv.input.InvalidSettingException.require;

import com.google.gson.annotations.SerializedName;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.run.Optimisation.Schedule;

/**
 * What SGD minimises. What an objective does not use is 0 or false.
 *
 * @param objective the method; null for the cross-entropy, which runs of before there was a choice
 *     have
 * @param lambda factor of what is added to the classification loss, at least 0: of the divergence
 *     (consistency), the robustness loss (MACER), the cross-entropy to the clean prediction
 *     (stability)
 * @param eta factor of the entropy (consistency) or of the loss of mixed images (SmoothMix), at
 *     least 0
 * @param beta factor of MACER's logits in its robustness loss, positive
 * @param gamma MACER's margin, in standard deviations, positive
 * @param deferred whether MACER's lambda is 0 up to the first drop of the learning rate
 * @param alpha length of SmoothMix's steps, L2 in pixel units, positive
 * @param mixStep after how many of its steps the point lies that SmoothMix mixes with the last one;
 *     0 for the image itself
 */
public record ObjectiveSettings(
    Method objective,
    double lambda,
    double eta,
    double beta,
    double gamma,
    boolean deferred,
    double alpha,
    int mixStep)
    implements Serializable {
  /** The methods, under the names of the command line and of run.json. */
  public enum Method {
    /** Cross-entropy at the noisy copies: Gaussian training and SmoothAdv. */
    @SerializedName("cross-entropy")
    CROSS_ENTROPY,
    /** Jeong and Shin 2020. */
    @SerializedName("consistency")
    CONSISTENCY,
    /** Zhai et al. 2020. */
    @SerializedName("macer")
    MACER,
    /** Li et al. 2019. */
    @SerializedName("stability")
    STABILITY,
    /** Jeong et al. 2021. */
    @SerializedName("smoothmix")
    SMOOTHMIX;

    private boolean uses(String setting) {
      return switch (this) {
        case CROSS_ENTROPY -> false;
        case CONSISTENCY -> Set.of("lambda", "eta").contains(setting);
        case MACER -> Set.of("lambda", "beta", "gamma", "deferred").contains(setting);
        case STABILITY -> setting.equals("lambda");
        case SMOOTHMIX -> Set.of("eta", "alpha", "mixStep").contains(setting);
      };
    }

    /**
     * Refuses a setting that the method does not use.
     *
     * @param setting its name, such as {@code beta}
     * @throws InvalidSettingException that names it, its value and the methods that use it
     */
    public void requireUsed(String setting, Object value) {
      String users =
          Arrays.stream(values())
              .filter(method -> method.uses(setting))
              .map(EnumNames::of)
              .collect(Collectors.joining(" or "));
      require(uses(setting), setting, value, "used only with {objective} " + users);
    }
  }

  /** The cross-entropy. */
  public static final ObjectiveSettings CROSS_ENTROPY =
      new ObjectiveSettings(Method.CROSS_ENTROPY, 0, 0, 0, 0, false, 0, 0);

  /**
   * Validates the settings.
   *
   * @throws InvalidSettingException naming the setting, its value and what is accepted
   */
  public ObjectiveSettings {
    objective = objective == null ? Method.CROSS_ENTROPY : objective;
    requireFactor(objective, "lambda", lambda);
    requireFactor(objective, "eta", eta);
    requirePositive(objective, "beta", beta, "the factor of the logits");
    requirePositive(objective, "gamma", gamma, "the margin");
    requirePositive(objective, "alpha", alpha, "the length of a step, L2 in pixel units");
    if (deferred) {
      objective.requireUsed("deferred", deferred);
    }
    if (mixStep != 0) {
      objective.requireUsed("mixStep", mixStep);
    }
  }

  /** A method with the settings that its authors have on CIFAR-10. */
  public static ObjectiveSettings of(Method method) {
    return switch (method) {
      case CROSS_ENTROPY -> CROSS_ENTROPY;
      case CONSISTENCY -> new ObjectiveSettings(method, 10, 0.5, 0, 0, false, 0, 0);
      case MACER -> new ObjectiveSettings(method, 12, 0, 16, 8, false, 0, 0);
      case STABILITY -> new ObjectiveSettings(method, 2, 0, 0, 0, false, 0, 0);
      case SMOOTHMIX -> new ObjectiveSettings(method, 0, 5, 0, 0, false, 1, 0);
    };
  }

  /** The objective in a few words that tell it from others; none of the cross-entropy. */
  public String description() {
    List<String> words = new ArrayList<>();
    Map.of("lambda", lambda, "eta", eta, "beta", beta, "gamma", gamma, "alpha", alpha)
        .forEach(
            (name, value) -> {
              if (objective.uses(name)) {
                words.add(
                    "-" + name + BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
              }
            });
    Collections.sort(words);
    if (deferred) {
      words.add("-deferred");
    }
    if (mixStep > 0) {
      words.add("-mix" + mixStep);
    }
    return objective == Method.CROSS_ENTROPY
        ? ""
        : "-" + EnumNames.of(objective) + String.join("", words);
  }

  private static void requireFactor(Method objective, String name, double value) {
    if (value != 0) {
      objective.requireUsed(name, value);
    }
    require(
        value >= 0 && value < 1e6, name, value, "accepted is a number from 0 up, below 1000000");
  }

  private static void requirePositive(Method objective, String name, double value, String meaning) {
    if (value != 0) {
      objective.requireUsed(name, value);
    }
    require(
        (value > 0 && value < 1e6) || !objective.uses(name),
        name,
        value,
        "accepted is " + meaning + ", positive and below 1000000");
  }

  /**
   * Checks that the method goes with the rest of a training.
   *
   * @throws InvalidSettingException naming the setting, its value and what is accepted
   */
  void requireFitting(AdversarialTraining adversarial, Optimisation optimisation) {
    String name = EnumNames.of(objective);
    requireSteps(adversarial);
    if (objective == Method.CROSS_ENTROPY) {
      return;
    }
    require(
        adversarial.sigma() > 0,
        "sigma",
        adversarial.sigma(),
        "accepted is a number above 0 with {objective} " + name);
    if (objective == Method.CONSISTENCY) {
      require(
          adversarial.noiseSamples() >= 2,
          "noiseSamples",
          adversarial.noiseSamples(),
          "but {objective} consistency compares noises: accepted is at least 2");
    } else {
      require(
          adversarial.attack() == AttackSettings.Method.NONE,
          "attack",
          EnumNames.of(adversarial.attack()),
          "but {objective} " + name + " trains without attack: leave it out");
    }
    require(
        !deferred || optimisation.schedule() == Schedule.STEP,
        "deferred",
        deferred,
        "which waits for a drop of the learning rate: it needs {schedule} step");
  }

  private void requireSteps(AdversarialTraining adversarial) {
    int steps = adversarial.steps();
    if (objective != Method.SMOOTHMIX) {
      require(
          steps == 0 || adversarial.attack() != AttackSettings.Method.NONE,
          "steps",
          steps,
          "used only with {attack} pgd or ddn, or {objective} smoothmix");
      return;
    }
    require(steps >= 1, "steps", steps, "accepted is SmoothMix's number of steps T, at least 1");
    require(
        mixStep >= 0 && mixStep < steps,
        "mixStep",
        mixStep,
        "accepted is a step before the last of {steps} " + steps + ": 0 to " + (steps - 1));
  }
}
