package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.GradientEstimator.Observation;
import org.smoothadv.attack.Noise;
import org.smoothadv.attack.PluginGradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.BatchNorm;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.Convolution;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Layers;
import org.smoothadv.network.Linear;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The gradient of a network of ReLUs jumps where the input of a ReLU is 0, and where two inputs of
 * a maximum are equal. Of the ten million ReLUs of a ResNet-50 a few are so near to it that
 * rounding puts them on the other side: the gradients then differ by far more than rounding, though
 * neither is wrong.
 */
class KinkTest {
  private static final long LABEL = 7;
  private static final int IMAGE = 1000;

  /** Of the size of a layer's sums: what float32 makes of some thousand products. */
  private static final double ROUNDING = 1e-5;

  private final Network network = Architectures.named("resnet50", 1000, 224);
  private final Map<String, FloatTensor> state = new LinkedHashMap<>();

  @Test
  void float32GradientsAreThoseOfFloat64OnTheSideOfEachKinkThatRoundingChose() {
    for (Parameter parameter : network.parameters()) {
      state.put(parameter.name(), Formula.parameter(state.size(), parameter));
    }
    FloatTensor images = ChannelOrder.channelsLast(Formula.uniform(IMAGE, 1, 3, 224, 224));
    Seen rounded;
    try (Net<TFloat32> net = new Net<>(TFloat32.class, images)) {
      rounded = net.run(List.of());
    }
    try (Net<TFloat64> net = new Net<>(TFloat64.class, images)) {
      Seen exact = net.run(List.of());
      Seen sameSide = net.run(rounded.sums());
      int flipped = 0;
      double margin = 0;
      assertEquals(49, exact.sums().size());
      for (int layer = 0; layer < exact.sums().size(); layer++) {
        double[] there = exact.sums().get(layer);
        double[] here = rounded.sums().get(layer);
        double deviation = deviation(there);
        for (int i = 0; i < there.length; i++) {
          if ((there[i] > 0) != (here[i] > 0)) {
            flipped++;
            margin = Math.max(margin, Math.abs(there[i]) / deviation);
          }
        }
      }
      double plain = difference(rounded.gradient(), exact.gradient());
      double same = difference(rounded.gradient(), sameSide.gradient());
      System.out.printf(
          Locale.ROOT,
          "%d ReLUs on the other side, by %.1e of their layer's deviation at most;"
              + " gradient off by %.1e of its largest value, by %.1e on the same side%n",
          flipped,
          margin,
          plain,
          same);
      assertTrue(margin < ROUNDING, "a ReLU is on the other side by " + margin);
      assertTrue(same < ROUNDING, "the gradient is off by " + same + " on the same side");
    }
  }

  private static double deviation(double... values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  /** The largest difference, of the largest value. */
  private static double difference(double[] actual, double[] exact) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < exact.length; i++) {
      difference = Math.max(difference, Math.abs(actual[i] - exact[i]));
      largest = Math.max(largest, Math.abs(exact[i]));
    }
    return difference / largest;
  }

  /**
   * What a run came to.
   *
   * @param values the gradient at the images, and what entered each ReLU
   */
  private record Seen(List<double[]> values) {
    double[] gradient() {
      return values.get(0);
    }

    List<double[]> sums() {
      return values.subList(1, values.size());
    }
  }

  /** The network in a precision, with the gradient that attacks follow. */
  private final class Net<T extends TFloating> implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session = new Session(graph);
    private final Class<T> type;
    private final Operand<TFloat32> gradient;
    private final List<Output<T>> sums = new ArrayList<>();

    Net(Class<T> type, FloatTensor images) {
      this.type = type;
      Ops tf = Ops.create(graph);
      long[] shape = images.shape().stream().mapToLong(Long::longValue).toArray();
      Operand<TFloat32> pixels = tf.constant(Shape.of(shape), DataBuffers.of(images.toArray()));
      Classifier classifier = (ops, seen) -> network.logits(layers(ops), seen);
      Operand<TFloat32> labels =
          tf.oneHot(
              tf.fill(tf.constant(new long[] {shape[0]}), tf.constant(LABEL)),
              tf.constant(network.classes()),
              tf.constant(1f),
              tf.constant(0f));
      Observation observation =
          Observation.of(
              tf,
              classifier,
              pixels,
              labels,
              new Noise.None().copies(tf, pixels, tf.constant(0), 1));
      PluginGradient estimator = new PluginGradient();
      gradient = estimator.ascent(tf, estimator.contribution(tf, observation), 1);
      graph
          .operations()
          .forEachRemaining(
              operation -> {
                if (operation.type().equals("Relu")) {
                  sums.add(operation.input(0).expect(type));
                }
              });
    }

    private Layers<T> layers(Ops tf) {
      Map<String, Operand<T>> constants = new LinkedHashMap<>();
      state.forEach(
          (name, value) -> {
            long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
            Operand<TFloat32> constant =
                tf.constant(Shape.of(shape), DataBuffers.of(value.toArray()));
            constants.put(name, tf.dtypes.cast(constant, type));
          });
      Map<String, Operand<T>> folded = BatchNormFolding.fold(tf, network, constants);
      return new Whole<>(new InferenceLayers<>(tf, type, folded), type);
    }

    /**
     * Runs the network.
     *
     * @param given in the place of what enters each ReLU; none to compute it
     */
    Seen run(List<double[]> given) {
      List<Tensor> fed = new ArrayList<>();
      Session.Runner runner = session.runner().fetch(gradient);
      if (given.isEmpty()) {
        sums.forEach(runner::fetch);
      }
      for (int i = 0; i < given.size(); i++) {
        TFloat64 tensor = TFloat64.tensorOf(sums.get(i).shape(), DataBuffers.of(given.get(i)));
        fed.add(tensor);
        runner.feed(sums.get(i), tensor);
      }
      try (Result result = runner.run()) {
        List<double[]> values = new ArrayList<>();
        result.forEach(entry -> values.add(numbers(entry.getValue())));
        return new Seen(values);
      } finally {
        fed.forEach(Tensor::close);
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[Math.toIntExact(tensor.size())];
    if (tensor instanceof TFloat64 exact) {
      exact.copyTo(DataBuffers.of(numbers));
    } else {
      float[] floats = new float[numbers.length];
      ((TFloat32) tensor).copyTo(DataBuffers.of(floats));
      for (int i = 0; i < floats.length; i++) {
        numbers[i] = floats[i];
      }
    }
    return numbers;
  }

  /** Layers of which the first and the last have the others' type too. */
  private record Whole<T extends TFloating>(InferenceLayers<T> layers, Class<T> type)
      implements Layers<T> {
    @Override
    public Ops tf() {
      return layers.tf();
    }

    @Override
    public Whole<T> in(String scope) {
      return new Whole<>(layers.in(scope), type);
    }

    @Override
    public Operand<T> stem(Convolution convolution, Operand<TFloat32> images) {
      return layers.convolution(convolution, tf().dtypes.cast(images, type));
    }

    @Override
    public Operand<T> convolution(Convolution convolution, Operand<T> x) {
      return layers.convolution(convolution, x);
    }

    @Override
    public Operand<T> batchNorm(BatchNorm normalization, Operand<T> x) {
      return layers.batchNorm(normalization, x);
    }

    @Override
    public Operand<TFloat32> linear(Linear linear, Operand<T> x) {
      Operand<T> product = tf().linalg.matMul(x, layers.folded().get(linear.name() + ".kernel"));
      return tf().dtypes
          .cast(
              tf().math.add(product, layers.folded().get(linear.name() + ".bias")), TFloat32.class);
    }
  }
}
