package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Looks for adversarial examples within a graph: all T steps, without a return to the host. */
@FunctionalInterface
public interface Attack {
  /**
   * Builds the attack.
   *
   * @return x̂, in the shape of the images
   */
  Operand<TFloat32> attack(Ops tf, AttackInput input);
}
