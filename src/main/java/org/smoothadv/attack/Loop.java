package org.smoothadv.attack;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Operands;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A loop inside of a graph: its body is built once, whatever the number of its rounds. */
final class Loop {
  /** What a loop does. It builds into the graph of a function, which has tensors of its own. */
  @FunctionalInterface
  interface Body {
    /**
     * Builds one round.
     *
     * @param index the number of the round, from 0, a scalar
     * @param state before the round
     * @param constants what the loop was given of the outer graph
     * @return the state after the round
     */
    List<Operand<TFloat32>> next(
        Ops tf, Operand<TInt32> index, List<Operand<TFloat32>> state, List<Operand<?>> constants);
  }

  private Loop() {}

  /**
   * Builds the loop.
   *
   * @param rounds how many
   * @param state before the first round; shapes stay the same
   * @param constants the tensors of {@code tf}'s graph that the body needs
   * @return the state after the last round
   */
  static List<Operand<TFloat32>> repeat(
      Ops tf, int rounds, List<Operand<TFloat32>> state, List<Operand<?>> constants, Body body) {
    List<Operand<?>> outer = new ArrayList<>(List.of(tf.constant(0)));
    outer.addAll(state);
    outer.addAll(constants);
    ConcreteFunction unfinished =
        ConcreteFunction.create(inner -> unfinished(inner, outer, rounds));
    ConcreteFunction round =
        ConcreteFunction.create(inner -> round(inner, outer, state.size(), body));
    Operation loop = lowered(tf, outer, unfinished, round);
    List<Operand<TFloat32>> end = new ArrayList<>();
    for (int i = 1; i <= state.size(); i++) {
      end.add(loop.<TType>output(i).expect(TFloat32.class));
    }
    return end;
  }

  /**
   * The operation behind {@code tf.whileOp}, marked to be lowered: the session then takes the body
   * into its main graph, where it is optimised as everything else is.
   */
  private static Operation lowered(
      Ops tf, List<Operand<?>> variables, ConcreteFunction unfinished, ConcreteFunction round) {
    Scope scope = tf.scope();
    boolean stateful = unfinished.isStateful() || round.isStateful();
    return scope
        .apply(
            scope
                .opBuilder(stateful ? "While" : "StatelessWhile", "Loop")
                .addInputList(Operands.asOutputs(variables)))
        .setAttr("cond", unfinished)
        .setAttr("body", round)
        .setAttr("output_shapes", variables.stream().map(Operand::shape).toArray(Shape[]::new))
        .setAttr("_lower_using_switch_merge", true)
        .build();
  }

  private static Signature unfinished(Ops tf, List<Operand<?>> outer, int rounds) {
    Signature.Builder signature = Signature.builder("unfinished");
    List<Operand<?>> inner = arguments(tf, outer, signature);
    Operand<TInt32> index = inner.get(0).asOutput().expect(TInt32.class);
    return signature.output("go", tf.math.less(index, tf.constant(rounds))).build();
  }

  private static Signature round(Ops tf, List<Operand<?>> outer, int stateSize, Body body) {
    Signature.Builder signature = Signature.builder("round");
    List<Operand<?>> inner = arguments(tf, outer, signature);
    Operand<TInt32> index = inner.get(0).asOutput().expect(TInt32.class);
    List<Operand<TFloat32>> state = new ArrayList<>();
    for (Operand<?> variable : inner.subList(1, 1 + stateSize)) {
      state.add(variable.asOutput().expect(TFloat32.class));
    }
    List<Operand<?>> constants = inner.subList(1 + stateSize, inner.size());
    List<Operand<?>> end = new ArrayList<>(List.of(tf.math.add(index, tf.constant(1))));
    end.addAll(body.next(tf, index, state, constants));
    end.addAll(constants);
    for (int i = 0; i < end.size(); i++) {
      // A function's result must not be its argument itself.
      signature.output("result" + i, tf.identity(end.get(i)));
    }
    return signature.build();
  }

  private static List<Operand<?>> arguments(
      Ops tf, List<Operand<?>> outer, Signature.Builder signature) {
    List<Operand<?>> inner = new ArrayList<>();
    for (Operand<?> variable : outer) {
      Class<? extends TType> type = variable.type();
      Operand<?> argument = tf.placeholder(type, Placeholder.shape(variable.shape()));
      signature.input("argument" + inner.size(), argument);
      inner.add(argument);
    }
    return inner;
  }
}
