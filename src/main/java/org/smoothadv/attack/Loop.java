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
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A loop inside of a graph: its body is built once, whatever the number of its rounds. Rounds
 * follow each other, so that the memory of a loop is that of one round.
 */
public final class Loop {
  /**
   * What a loop does. It builds into the graph of a function, which has tensors of its own.
   *
   * @param <T> the type of the state
   */
  @FunctionalInterface
  public interface Body<T extends TType> {
    /**
     * Builds one round.
     *
     * @param index the number of the round, from 0, a scalar
     * @param state before the round
     * @param constants what the loop was given of the outer graph
     * @return the state after the round
     */
    List<Operand<T>> next(
        Ops tf, Operand<TInt32> index, List<Operand<T>> state, List<Operand<?>> constants);
  }

  /**
   * The loop's own variables, ahead of state and constants: how many rounds are done, of how many.
   */
  private static final int COUNTERS = 2;

  private Loop() {}

  /** Builds a loop of a number of rounds that is known. */
  static <T extends TType> List<Operand<T>> repeat(
      Ops tf, int rounds, List<Operand<T>> state, List<Operand<?>> constants, Body<T> body) {
    return repeat(tf, tf.constant(rounds), state, constants, body);
  }

  /**
   * Builds a loop.
   *
   * @param rounds how many, a scalar; none where it is below 1
   * @param state before the first round; shapes stay the same
   * @param constants the tensors of {@code tf}'s graph that the body needs
   * @return the state after the last round
   */
  public static <T extends TType> List<Operand<T>> repeat(
      Ops tf,
      Operand<TInt32> rounds,
      List<Operand<T>> state,
      List<Operand<?>> constants,
      Body<T> body) {
    List<Operand<?>> outer = new ArrayList<>(List.of(tf.constant(0), rounds));
    outer.addAll(state);
    outer.addAll(constants);
    Class<T> type = state.get(0).type();
    ConcreteFunction unfinished = ConcreteFunction.create(inner -> unfinished(inner, outer));
    ConcreteFunction round =
        ConcreteFunction.create(inner -> round(inner, outer, state.size(), type, body));
    Operation loop = lowered(tf, outer, unfinished, round);
    List<Operand<T>> end = new ArrayList<>();
    for (int i = 0; i < state.size(); i++) {
      end.add(loop.<TType>output(COUNTERS + i).expect(type));
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
        .setAttr("parallel_iterations", 1)
        .build();
  }

  private static Signature unfinished(Ops tf, List<Operand<?>> outer) {
    Signature.Builder signature = Signature.builder("unfinished");
    List<Operand<?>> inner = arguments(tf, outer, signature);
    Operand<TInt32> done = inner.get(0).asOutput().expect(TInt32.class);
    Operand<TInt32> rounds = inner.get(1).asOutput().expect(TInt32.class);
    return signature.output("go", tf.math.less(done, rounds)).build();
  }

  private static <T extends TType> Signature round(
      Ops tf, List<Operand<?>> outer, int stateSize, Class<T> type, Body<T> body) {
    Signature.Builder signature = Signature.builder("round");
    List<Operand<?>> inner = arguments(tf, outer, signature);
    Operand<TInt32> index = inner.get(0).asOutput().expect(TInt32.class);
    List<Operand<T>> state = new ArrayList<>();
    for (Operand<?> variable : inner.subList(COUNTERS, COUNTERS + stateSize)) {
      state.add(variable.asOutput().expect(type));
    }
    List<Operand<?>> constants = inner.subList(COUNTERS + stateSize, inner.size());
    List<Operand<?>> end =
        new ArrayList<>(List.of(tf.math.add(index, tf.constant(1)), inner.get(1)));
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
