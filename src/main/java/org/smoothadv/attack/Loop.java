package org.smoothadv.attack;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
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
 *
 * <p>The body is a graph of its own. What it needs of the graph around the loop it takes in with
 * {@link #capture}; the loop then carries it along, unchanged.
 */
public final class Loop {
  /**
   * What a loop does.
   *
   * @param <S> the type of the state: an operand, or a record of operands and of such records
   */
  @FunctionalInterface
  public interface Body<S> {
    /**
     * Builds one round.
     *
     * @param tf builds into the body's graph
     * @param index the number of the round, from 0, a scalar
     * @param state before the round
     * @return the state after the round
     */
    S next(Ops tf, Operand<TInt32> index, S state);
  }

  /** The innermost body that this thread is building, and those around it. */
  private static final ThreadLocal<Loop> BUILDING = new ThreadLocal<>();

  /** The loop's own variables, ahead of the state: how many rounds are done, of how many. */
  private static final int COUNTERS = 2;

  private final Loop around;
  private final Ops outside;
  private final Map<Output<?>, Operand<?>> captured = new LinkedHashMap<>();
  private Ops inside;

  private Loop(Loop around, Ops outside) {
    this.around = around;
    this.outside = outside;
  }

  /**
   * Builds a loop.
   *
   * @param rounds how many, a scalar; none where it is below 1
   * @param start the state before the first round; shapes stay the same
   * @return the state after the last round
   */
  public static <S> S repeat(Ops tf, Operand<TInt32> rounds, S start, Body<S> body) {
    return new Loop(BUILDING.get(), tf).build(rounds, start, body);
  }

  /**
   * A tensor for use in the graph that {@code tf} builds into, which may be the body of a loop.
   *
   * @param operand of the same graph, or of one around it
   * @return the operand itself, or an argument of the body that stands for it
   */
  public static <T extends TType> Operand<T> capture(Ops tf, Operand<T> operand) {
    ExecutionEnvironment graph = tf.scope().env();
    Loop loop = BUILDING.get();
    while (loop != null && loop.inside.scope().env() != graph) {
      loop = loop.around;
    }
    return loop == null ? operand : loop.taken(operand);
  }

  private <T extends TType> Operand<T> taken(Operand<T> operand) {
    if (operand.op().env() == inside.scope().env()) {
      return operand;
    }
    Operand<T> outer = around == null ? operand : capture(outside, operand);
    return captured
        .computeIfAbsent(outer.asOutput(), output -> argument(inside, output))
        .asOutput()
        .expect(operand.type());
  }

  private <S> S build(Operand<TInt32> rounds, S start, Body<S> body) {
    List<Operand<?>> variables = new ArrayList<>(List.of(outside.constant(0), rounds));
    flatten(start, variables);
    ConcreteFunction round = ConcreteFunction.create(tf -> round(tf, variables, start, body));
    variables.addAll(captured.keySet());
    ConcreteFunction unfinished = ConcreteFunction.create(tf -> unfinished(tf, variables));
    Operation loop = lowered(outside, variables, unfinished, round);
    List<Operand<?>> end = new ArrayList<>();
    for (int i = COUNTERS; i < loop.numOutputs(); i++) {
      end.add(loop.output(i));
    }
    return like(start, end.iterator());
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

  private static Signature unfinished(Ops tf, List<Operand<?>> variables) {
    List<Operand<?>> arguments = new ArrayList<>();
    variables.forEach(variable -> arguments.add(argument(tf, variable)));
    Operand<TInt32> done = arguments.get(0).asOutput().expect(TInt32.class);
    Operand<TInt32> rounds = arguments.get(1).asOutput().expect(TInt32.class);
    return signature("unfinished", arguments).output("go", tf.math.less(done, rounds)).build();
  }

  private <S> Signature round(Ops tf, List<Operand<?>> variables, S start, Body<S> body) {
    inside = tf;
    List<Operand<?>> arguments = new ArrayList<>();
    variables.forEach(variable -> arguments.add(argument(tf, variable)));
    Operand<TInt32> index = arguments.get(0).asOutput().expect(TInt32.class);
    S state = like(start, arguments.subList(COUNTERS, arguments.size()).iterator());
    List<Operand<?>> end =
        new ArrayList<>(List.of(tf.math.add(index, tf.constant(1)), arguments.get(1)));
    BUILDING.set(this);
    try {
      flatten(body.next(tf, index, state), end);
    } finally {
      BUILDING.set(around);
    }
    arguments.addAll(captured.values());
    end.addAll(captured.values());
    Signature.Builder signature = signature("round", arguments);
    for (int i = 0; i < end.size(); i++) {
      // A function's result must not be its argument itself.
      signature.output("result" + i, tf.identity(end.get(i)));
    }
    return signature.build();
  }

  private static Signature.Builder signature(String name, List<Operand<?>> arguments) {
    Signature.Builder signature = Signature.builder(name);
    for (int i = 0; i < arguments.size(); i++) {
      signature.input("argument" + i, arguments.get(i));
    }
    return signature;
  }

  private static Operand<?> argument(Ops tf, Operand<?> variable) {
    Class<? extends TType> type = variable.type();
    return tf.placeholder(type, Placeholder.shape(variable.shape()));
  }

  /** Adds the operands that a state consists of, in the order of its components. */
  private static void flatten(Object state, List<Operand<?>> operands) {
    if (state instanceof Operand<?> operand) {
      operands.add(operand);
      return;
    }
    try {
      for (RecordComponent component : state.getClass().getRecordComponents()) {
        component.getAccessor().setAccessible(true);
        flatten(component.getAccessor().invoke(state), operands);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a loop's state cannot be taken apart: " + state, e);
    }
  }

  /** The same kind of state from the next operands. */
  @SuppressWarnings("unchecked")
  private static <S> S like(S state, Iterator<Operand<?>> operands) {
    if (state instanceof Operand<?> operand) {
      return (S) operands.next().asOutput().expect(operand.type());
    }
    try {
      RecordComponent[] components = state.getClass().getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        components[i].getAccessor().setAccessible(true);
        values[i] = like(components[i].getAccessor().invoke(state), operands);
      }
      Constructor<?> constructor = state.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (S) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a loop's state cannot be put together: " + state, e);
    }
  }
}
