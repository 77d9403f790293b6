package org.smoothadv.run;

import static org.smoothadv.input.InvalidSettingException.require;

import java.io.Serializable;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.attack.Gradient;

/**
 * The noise that a network is trained under, and what attacks its images (Pseudocode 1).
 *
 * @param sigma standard deviation of the Gaussian noise, pixel units, at least 0
 * @param attack the attacker of adversarial training
 * @param gradient what the attacker follows
 * @param attackTarget the classifier that it is to deceive; the base classifier is attacked without
 *     noise (appendix C.1)
 * @param noiseAfterAttack whether SGD sees the attacked images under noise; true without attack
 * @param inverseTemperature beta of appendix B, in the attack's softmax
 * @param epsilon radius of the attack, L2 in pixel units, positive; 0 without attack
 * @param steps T, at least 1; without attack those of the objective, 0 where it has none
 * @param noiseSamples m of Pseudocode 1, noises per image
 * @param warmup epochs over which epsilon rises, or what of an objective comes gradually; at least
 *     0
 */
public record AdversarialTraining(
    double sigma,
    Method attack,
    Gradient gradient,
    Target attackTarget,
    boolean noiseAfterAttack,
    double inverseTemperature,
    double epsilon,
    int steps,
    int noiseSamples,
    int warmup)
    implements Serializable {
  private static final int WARMUP = 10;

  /**
   * Validates the settings.
   *
   * @throws org.smoothadv.input.InvalidSettingException naming the setting, its value and what is
   *     accepted
   */
  public AdversarialTraining {
    require(
        sigma >= 0 && sigma < 100,
        "sigma",
        sigma,
        "accepted is a standard deviation from 0 up, below 100, in pixel units where images are in"
            + " [0,1]");
    require(
        noiseSamples >= 1,
        "noiseSamples",
        noiseSamples,
        "accepted is the noises per image m, at least 1");
    require(
        sigma > 0 || noiseSamples == 1,
        "noiseSamples",
        noiseSamples,
        "accepted is 1 where {sigma} is 0: without noise all copies are equal");
    require(
        noiseAfterAttack || noiseSamples == 1,
        "noiseSamples",
        noiseSamples,
        "accepted is 1 with {noiseAfterAttack} false: without noise all copies are equal");
    require(
        noiseAfterAttack || attack != Method.NONE,
        "noiseAfterAttack",
        noiseAfterAttack,
        "accepted is true without {attack} pgd or ddn");
    settings(
        attack, gradient, attackTarget, inverseTemperature, epsilon, steps, sigma, noiseSamples);
    require(steps >= 0, "steps", steps, "accepted is the number of steps T, at least 1");
    require(warmup >= 0, "warmup", warmup, "accepted is a number of epochs from 0 up");
  }

  /** Gaussian training (Cohen et al. 2019): one noise per image and no attack. */
  public static AdversarialTraining gaussian(double sigma) {
    return new AdversarialTraining(
        sigma, Method.NONE, Gradient.PLUGIN, Target.SMOOTHED, true, 1, 0, 0, 1, WARMUP);
  }

  /** With another number of noises per image, m. */
  public AdversarialTraining withNoiseSamples(int m) {
    return with(attack, gradient, attackTarget, noiseAfterAttack, epsilon, steps, m, warmup);
  }

  /** With an attack on the smoothed classifier: SmoothAdv. */
  public AdversarialTraining withAttack(Method method, double radius, int attackSteps) {
    return with(
        method,
        gradient,
        attackTarget,
        noiseAfterAttack,
        radius,
        attackSteps,
        noiseSamples,
        warmup);
  }

  /** With the steps that an objective takes by itself, without attack. */
  public AdversarialTraining withSteps(int number) {
    return with(
        attack, gradient, attackTarget, noiseAfterAttack, epsilon, number, noiseSamples, warmup);
  }

  /** With another gradient to follow. */
  public AdversarialTraining withGradient(Gradient followed) {
    return with(
        attack, followed, attackTarget, noiseAfterAttack, epsilon, steps, noiseSamples, warmup);
  }

  /**
   * With its attack on the base classifier, and noise afterwards or not at all: vanilla PGD
   * (appendix C.1).
   */
  public AdversarialTraining againstBase(boolean withNoiseAfterAttack) {
    return with(
        attack, gradient, Target.BASE, withNoiseAfterAttack, epsilon, steps, noiseSamples, warmup);
  }

  /** With epsilon rising over another number of epochs. */
  public AdversarialTraining withWarmup(int epochs) {
    return with(
        attack, gradient, attackTarget, noiseAfterAttack, epsilon, steps, noiseSamples, epochs);
  }

  private AdversarialTraining with(
      Method method,
      Gradient followed,
      Target target,
      boolean noiseAfterwards,
      double radius,
      int attackSteps,
      int m,
      int epochs) {
    return new AdversarialTraining(
        sigma,
        method,
        followed,
        target,
        noiseAfterwards,
        inverseTemperature,
        radius,
        attackSteps,
        m,
        epochs);
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
        attack,
        gradient,
        target,
        inverseTemperature,
        epsilon,
        attack == Method.NONE ? 0 : steps,
        sigma,
        seen);
  }

  /**
   * What SmoothMix has of its eta in an epoch, counted from 0: {@code min(1, (epoch + 1) /
   * warmup)}.
   */
  double rampOf(int epoch) {
    return epoch + 1 >= warmup ? 1 : (epoch + 1.0) / warmup;
  }

  /** Epsilon of an epoch, counted from 0: {@code epsilon * min(1, epoch / warmup)}. */
  public double epsilonOf(int epoch) {
    return epoch >= warmup ? epsilon : epsilon * epoch / warmup;
  }
}
