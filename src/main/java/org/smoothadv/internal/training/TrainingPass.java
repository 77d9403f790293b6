package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.internal.objective.Objective;
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
 * The network forth and back: the objective and its gradient at some of the images of a batch. It
 * is a function of TensorFlow because the operations of a gradient are built without a device: all
 * operations of a function run where the function is called. Owns native memory until closed;
 * graphs that call it stay whole.
 */
final class TrainingPass implements AutoCloseable {
  /**
   * What the images of one call come to.
   *
   * @param loss their part of the mean loss over all images of the batch: the parts add up to the
   *     mean, whatever their sizes
   * @param terms of the loss, by name; none where it is a single one
   * @param correct how many of their noisy copies were classified rightly
   * @param gradients of that loss, by the names of the parameters
   * @param runningStatistics those that change, by parameter name
   */
  record LossAndGradients(
      Operand<TFloat32> loss,
      Map<String, Operand<TFloat32>> terms,
      Operand<TInt32> correct,
      Map<String, Operand<TFloat32>> gradients,
      Map<String, Operand<TFloat32>> runningStatistics) {}

  private static final String ROWS = "rows";
  private static final String NUMBERS = "numbers";
  private static final String LABELS = "labels";
  private static final String BATCH = "batch";
  private static final String RAMP = "ramp";
  private static final String LOSS = "loss";
  private static final String CORRECT = "correct";
  private static final String TERM = "term/";
  private static final String GRADIENT = "gradient/";
  private static final String STATISTIC = "statistic/";

  private final Network network;
  private final ConcreteFunction function;

  private TrainingPass(Network network, ConcreteFunction function) {
    this.network = network;
    this.function = function;
  }

  /**
   * Builds the function.
   *
   * @param noiseSamples m, noisy copies of each image
   */
  static TrainingPass of(
      Network network, ForwardPass forward, Objective objective, int noiseSamples) {
    return new TrainingPass(
        network,
        ConcreteFunction.create(tf -> signature(tf, network, forward, objective, noiseSamples)));
  }

  private static Signature signature(
      Ops tf, Network network, ForwardPass forward, Objective objective, int noiseSamples) {
    Signature.Builder signature = Signature.builder("training_pass");
    ImageShape image = network.shape();
    Shape rowShape = Shape.of(-1, image.height(), image.width(), image.channels());
    List<Operand<TFloat32>> groups =
        inputs(tf, signature, ROWS, rowShape, objective.form().groups());
    List<Operand<TFloat32>> numbers =
        inputs(tf, signature, NUMBERS, Shape.of(-1), objective.form().numbers());
    Operand<TFloat32> labels = input(tf, signature, LABELS, Shape.of(-1, network.classes()));
    Operand<TFloat32> batch = input(tf, signature, BATCH, Shape.scalar());
    Operand<TFloat32> ramp = input(tf, signature, RAMP, Shape.scalar());
    Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
    List<String> trained = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      state.put(name, input(tf, signature, name, Shape.of(parameter.dimensions())));
      if (parameter.trainable()) {
        trained.add(name);
      }
    }
    ForwardPass.Answered outcome = forward.throughAll(tf, state, groups);
    Objective.Answers answers =
        new Objective.Answers(outcome.logits(), numbers, labels, noiseSamples, batch, ramp);
    Ops scope = tf.withSubScope("loss");
    Objective.Loss loss = objective.loss(scope, answers);
    Operand<TInt32> correct =
        Scores.correct(scope, loss.noisyLogits(), answers.labelsOfCopies(scope));
    Gradients gradients = tf.gradients(loss.value(), trained.stream().map(state::get).toList());
    signature.output(LOSS, tf.identity(loss.value())).output(CORRECT, tf.identity(correct));
    loss.terms().forEach((name, value) -> signature.output(TERM + name, tf.identity(value)));
    for (int i = 0; i < trained.size(); i++) {
      signature.output(GRADIENT + trained.get(i), tf.identity(gradients.<TFloat32>dy(i)));
    }
    outcome
        .runningStatistics()
        .forEach((name, value) -> signature.output(STATISTIC + name, tf.identity(value)));
    return signature.build();
  }

  private static List<Operand<TFloat32>> inputs(
      Ops tf, Signature.Builder signature, String name, Shape shape, int count) {
    List<Operand<TFloat32>> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(input(tf, signature, name + i, shape));
    }
    return inputs;
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
   * @param rows what the network sees
   * @param labels one-hot, [B, classes]
   * @param batch the number of images of the whole batch, a scalar
   * @param ramp how much of what comes gradually there is in this epoch, a scalar
   * @param state the parameters by name
   */
  LossAndGradients at(
      Ops tf,
      Objective.Rows rows,
      Operand<TFloat32> labels,
      Operand<TFloat32> batch,
      Operand<TFloat32> ramp,
      Map<String, Operand<TFloat32>> state) {
    Map<String, Operand<?>> arguments = new LinkedHashMap<>();
    for (int i = 0; i < rows.groups().size(); i++) {
      arguments.put(ROWS + i, rows.groups().get(i));
    }
    for (int i = 0; i < rows.numbers().size(); i++) {
      arguments.put(NUMBERS + i, rows.numbers().get(i));
    }
    arguments.put(LABELS, labels);
    arguments.put(BATCH, batch);
    arguments.put(RAMP, ramp);
    network.parameters().forEach(p -> arguments.put(p.name(), state.get(p.name())));
    Map<String, Operand<?>> results = function.call(tf, arguments);
    return new LossAndGradients(
        results.get(LOSS).asOutput().expect(TFloat32.class),
        named(results, TERM),
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

    /**
     * What several passes came to.
     *
     * @param logits of each, [N, classes]
     * @param runningStatistics those that are to change, by parameter name
     */
    record Answered(
        List<Operand<TFloat32>> logits, Map<String, Operand<TFloat32>> runningStatistics) {}

    /** Builds one pass for each group of rows; each finds the statistics as the last left them. */
    default Answered throughAll(
        Ops tf, Map<String, Operand<TFloat32>> state, List<Operand<TFloat32>> groups) {
      List<Operand<TFloat32>> logits = new ArrayList<>();
      Map<String, Operand<TFloat32>> statistics = new LinkedHashMap<>();
      for (Operand<TFloat32> rows : groups) {
        Map<String, Operand<TFloat32>> found = new LinkedHashMap<>(state);
        found.putAll(statistics);
        Outputs outputs = through(tf, found, rows);
        logits.add(outputs.logits());
        statistics.putAll(outputs.runningStatistics());
      }
      return new Answered(logits, statistics);
    }

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
      return new Scores(
          tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss(), correct(tf, logits, labels));
    }

    /** The number of rows whose arg max is the label, a scalar. */
    static Operand<TInt32> correct(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
      Operand<TInt64> predicted = tf.math.argMax(logits, tf.constant(1));
      Operand<TInt64> expected = tf.math.argMax(labels, tf.constant(1));
      return tf.reduceSum(
          tf.dtypes.cast(tf.math.equal(predicted, expected), TInt32.class), tf.constant(0));
    }
  }
}
