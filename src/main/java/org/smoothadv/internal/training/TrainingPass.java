package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.TrainingLayers;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * The network forth and back: loss and gradient at some of the rows of a batch. It is a function of
 * TensorFlow because the operations of a gradient are built without a device: all operations of a
 * function run where the function is called. Owns native memory until closed; graphs that call it
 * stay whole.
 */
final class TrainingPass implements AutoCloseable {
  /**
   * What the rows of one call come to.
   *
   * @param loss their part of the mean cross-entropy over all rows of the batch: the parts add up
   *     to the mean, whatever their sizes
   * @param correct how many of them were classified rightly
   * @param gradients of that loss, by the names of the parameters
   * @param runningStatistics those that change, by parameter name
   */
  record LossAndGradients(
      Operand<TFloat32> loss,
      Operand<TInt32> correct,
      Map<String, Operand<TFloat32>> gradients,
      Map<String, Operand<TFloat32>> runningStatistics) {}

  private static final String ROWS = "rows";
  private static final String LABELS = "labels";
  private static final String BATCH_ROWS = "batch_rows";
  private static final String LOSS = "loss";
  private static final String CORRECT = "correct";
  private static final String GRADIENT = "gradient/";
  private static final String STATISTIC = "statistic/";

  private final Network network;
  private final ConcreteFunction function;

  private TrainingPass(Network network, ConcreteFunction function) {
    this.network = network;
    this.function = function;
  }

  /** Builds the function. */
  static TrainingPass of(Network network, ForwardPass forward) {
    return new TrainingPass(
        network, ConcreteFunction.create(tf -> signature(tf, network, forward)));
  }

  private static Signature signature(Ops tf, Network network, ForwardPass forward) {
    Signature.Builder signature = Signature.builder("training_pass");
    ImageShape image = network.shape();
    Operand<TFloat32> rows =
        input(tf, signature, ROWS, Shape.of(-1, image.height(), image.width(), image.channels()));
    Operand<TFloat32> labels = input(tf, signature, LABELS, Shape.of(-1, network.classes()));
    Operand<TFloat32> batchRows = input(tf, signature, BATCH_ROWS, Shape.scalar());
    Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
    List<String> trained = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      state.put(name, input(tf, signature, name, Shape.of(parameter.dimensions())));
      if (parameter.trainable()) {
        trained.add(name);
      }
    }
    ForwardPass.Outputs outcome = forward.through(tf, state, rows);
    Ops scope = tf.withSubScope("loss");
    Scores scores = Scores.of(scope, outcome.logits(), labels);
    Operand<TFloat32> loss =
        scope.math.div(scope.reduceSum(scores.losses(), scope.constant(0)), batchRows);
    Gradients gradients = tf.gradients(loss, trained.stream().map(state::get).toList());
    signature.output(LOSS, tf.identity(loss)).output(CORRECT, tf.identity(scores.correct()));
    for (int i = 0; i < trained.size(); i++) {
      signature.output(GRADIENT + trained.get(i), tf.identity(gradients.<TFloat32>dy(i)));
    }
    outcome
        .runningStatistics()
        .forEach((name, value) -> signature.output(STATISTIC + name, tf.identity(value)));
    return signature.build();
  }

  private static Operand<TFloat32> input(
      Ops tf, Signature.Builder signature, String name, Shape shape) {
    Operand<TFloat32> input = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    signature.input(name, input);
    return input;
  }

  /**
   * Calls the function.
   *
   * @param rows what the network sees, [N, height, width, channels]
   * @param labels one-hot, [N, classes]
   * @param batchRows the number of rows of the whole batch, a scalar
   * @param state the parameters by name
   */
  LossAndGradients at(
      Ops tf,
      Operand<TFloat32> rows,
      Operand<TFloat32> labels,
      Operand<TFloat32> batchRows,
      Map<String, Operand<TFloat32>> state) {
    Map<String, Operand<?>> arguments = new LinkedHashMap<>();
    arguments.put(ROWS, rows);
    arguments.put(LABELS, labels);
    arguments.put(BATCH_ROWS, batchRows);
    network.parameters().forEach(p -> arguments.put(p.name(), state.get(p.name())));
    Map<String, Operand<?>> results = function.call(tf, arguments);
    return new LossAndGradients(
        results.get(LOSS).asOutput().expect(TFloat32.class),
        results.get(CORRECT).asOutput().expect(TInt32.class),
        named(results, GRADIENT),
        named(results, STATISTIC));
  }

  private static Map<String, Operand<TFloat32>> named(
      Map<String, Operand<?>> results, String kind) {
    Map<String, Operand<TFloat32>> named = new LinkedHashMap<>();
    results.forEach(
        (name, value) -> {
          if (name.startsWith(kind)) {
            named.put(name.substring(kind.length()), value.asOutput().expect(TFloat32.class));
          }
        });
    return named;
  }

  @Override
  public void close() {
    function.close();
  }

  /** How a step of SGD takes its rows through the network. */
  @FunctionalInterface
  interface ForwardPass {
    /**
     * What the pass came to.
     *
     * @param logits [N, classes]
     * @param runningStatistics those that are to change, by parameter name
     */
    record Outputs(Operand<TFloat32> logits, Map<String, Operand<TFloat32>> runningStatistics) {}

    /**
     * Builds the pass.
     *
     * @param state the parameters by name
     * @param rows [N, height, width, channels] in pixel units
     */
    Outputs through(Ops tf, Map<String, Operand<TFloat32>> state, Operand<TFloat32> rows);

    /** The pass of Pseudocode 1: batch normalisation in training mode. */
    static ForwardPass inTrainingMode(Network network, Class<? extends TFloating> type) {
      return (tf, state, rows) -> {
        TrainingLayers<?> layers = new TrainingLayers<>(tf, type, state);
        return new Outputs(network.logits(layers, rows), layers.runningStatistics());
      };
    }
  }

  /**
   * How a batch of logits fares against its labels.
   *
   * @param losses the cross-entropy of each row, [N]
   * @param correct the number of rows whose arg max is the label, a scalar
   */
  record Scores(Operand<TFloat32> losses, Operand<TInt32> correct) {
    /**
     * Builds the scores.
     *
     * @param logits [N, classes]
     * @param labels one-hot, [N, classes]
     */
    static Scores of(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
      Operand<TInt64> predicted = tf.math.argMax(logits, tf.constant(1));
      Operand<TInt64> expected = tf.math.argMax(labels, tf.constant(1));
      return new Scores(
          tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss(),
          tf.reduceSum(
              tf.dtypes.cast(tf.math.equal(predicted, expected), TInt32.class), tf.constant(0)));
    }
  }
}
