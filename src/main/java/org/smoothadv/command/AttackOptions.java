package org.smoothadv.command;

import com.beust.jcommander.Parameter;
import org.smoothadv.attack.AttackMethod;
import org.smoothadv.attack.AttackTarget;
import org.smoothadv.attack.Gradient;

/** The options that say how images are attacked. A field that is null was not given. */
final class AttackOptions {
  @Parameter(
      names = "--attack",
      category = "Attack",
      placeholder = "NAME",
      description = "none, pgd or ddn (none)",
      order = 20)
  AttackMethod method;

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
      description = "steps of the attack",
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
  AttackTarget target;

  @Parameter(
      names = "--inverse-temperature",
      category = "Attack",
      placeholder = "BETA",
      description = "factor of the logits in the attack's softmax (1)",
      order = 25)
  Double inverseTemperature;

  /** Whether there is to be an attack. */
  boolean attacks() {
    return method != null && method != AttackMethod.NONE;
  }
}
