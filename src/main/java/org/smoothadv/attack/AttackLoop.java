package org.smoothadv.attack;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The T steps of an attack as a loop of the graph. */
final class AttackLoop {
  /** One step. It builds into the graph of the loop's body. */
  @FunctionalInterface
  interface Step {
    /**
     * Builds the step.
     *
     * @param assessor the attack's, made from tensors of {@code tf}'s graph
     * @param input the attack's, made from tensors of {@code tf}'s graph
     * @param index the number of the step, from 0, a scalar
     * @param state before the step
     * @return the state after the step
     */
    List<Operand<TFloat32>> next(
        Ops tf,
        Assessor assessor,
        AttackInput input,
        Operand<TInt32> index,
        List<Operand<TFloat32>> state);
  }

  private AttackLoop() {}

  /**
   * Builds the loop.
   *
   * @param steps T
   * @param start the state before the first step
   * @return the state after the last step
   */
  static List<Operand<TFloat32>> repeat(
      Ops tf,
      int steps,
      Assessor assessor,
      AttackInput input,
      List<Operand<TFloat32>> start,
      Step step) {
    List<Operand<?>> given = new ArrayList<>(input.tensors());
    int weights = given.size();
    given.addAll(assessor.classifier().tensors());
    return Loop.repeat(
        tf,
        steps,
        start,
        given,
        (body, index, state, constants) ->
            step.next(
                body,
                assessor.from(constants.subList(weights, constants.size())),
                input.from(constants.subList(0, weights)),
                index,
                state));
  }
}
