package org.smoothadv.network;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning.Kernels;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Compares what this machine computes for a network's layers with exact arithmetic, before anything
 * rests on it. The library that TensorFlow computes with was reported wrong on single processors
 * (on AMD Zen 5 in bfloat16, by half of the largest value: pytorch/pytorch#163347 is of the kind),
 * and a wrong network would be trained and certified like any other.
 *
 * <p>Each kind of convolution that the network has (channels, kernel, stride, size) is computed
 * once on random numbers, forward with its bias and ReLU, and its gradients with respect to input
 * and kernel; so are the last layer, the casts and what is left of batch normalisations that are
 * not folded. Elements at drawn places, half of them at the border, are compared with sums in
 * float64.
 *
 * @param <T> the type of the activations
 */
public final class ArithmeticCheck<T extends TFloating> {
  /** Elements of each tensor that are compared. */
  private static final int PLACES = 64;

  private static final int MAX_ROWS = 8;

  /** In numbers, of all rows: with more, a check would take seconds. */
  private static final long MAX_ACTIVATION = 1L << 17;

  /**
   * The largest error, as a root mean square over the compared elements and in units of that of
   * sums of such terms with random signs. Some thousand float32 products are right to about 1e-6.
   */
  private static final double FLOAT32_TOLERANCE = 1e-5;

  /** Where a processor has no instructions for bfloat16, its sums are rounded again and again. */
  private static final double BFLOAT16_TOLERANCE = 0x1p-3;

  /** GPUs may multiply float32 numbers with the 10 bits of TF32. */
  private static final double TF32_TOLERANCE = 0x1p-8;

  /** What a check is about. */
  private record Kind(
      String network, ImageShape imageShape, int classes, Precision precision, Kernels kernels) {}

  /** What was found right, and whether its gradients too; it stays so while the process lives. */
  private static final Map<Kind, Boolean> RIGHT = new ConcurrentHashMap<>();

  private final Network network;
  private final Precision precision;
  private final Class<T> type;
  private final boolean gradients;
  private final Machine machine;
  private final Function<Weights, Layers<T>> layers;
  private final double float32Tolerance;
  private final SplittableRandom random = new SplittableRandom(1);

  /** Folded weights of a layer, to be fed. */
  record Weights(Ops tf, Map<String, Operand<TFloat32>> folded) {}

  ArithmeticCheck(
      Network network,
      Precision precision,
      Class<T> type,
      boolean gradients,
      Machine machine,
      Function<Weights, Layers<T>> layers) {
    this.network = network;
    this.precision = precision;
    this.type = type;
    this.gradients = gradients;
    this.machine = machine;
    this.layers = layers;
    float32Tolerance = FoundDevices.of(machine).haveGpu() ? TF32_TOLERANCE : FLOAT32_TOLERANCE;
  }

  /**
   * Makes sure that a network can be computed here. What was found right is not looked at again.
   *
   * @param precision the type of the activations
   * @param gradients whether gradients will be taken
   * @throws WrongArithmeticException if something is computed wrongly; the message is one line and
   *     says what
   */
  public static void require(
      Network network, Precision precision, boolean gradients, Machine machine) {
    Kind kind =
        new Kind(
            network.name(),
            network.shape(),
            network.classes(),
            precision,
            machine.tuning().kernels());
    Boolean withGradients = RIGHT.get(kind);
    if (withGradients == null || (gradients && !withGradients)) {
      inferenceLayers(network, precision, precision.type(), gradients, machine).run();
      RIGHT.merge(kind, gradients, Boolean::logicalOr);
    }
  }

  private static <T extends TFloating> ArithmeticCheck<T> inferenceLayers(
      Network network, Precision precision, Class<T> type, boolean gradients, Machine machine) {
    return new ArithmeticCheck<>(
        network,
        precision,
        type,
        gradients,
        machine,
        weights -> InferenceLayers.of(weights.tf(), type, weights.folded()));
  }

  /** Checks everything in one run of one graph. */
  void run() {
    try (FedGraph graph = new FedGraph(machine)) {
      if (precision == Precision.BFLOAT16) {
        casts(graph);
      }
      Convolution stem = network.convolutions().get(0);
      convolution(graph, stem, true);
      Set<List<Object>> seen = new HashSet<>();
      for (Convolution c : network.convolutions()) {
        List<Object> kind =
            List.of(c.input(), c.out(), c.kernel(), c.stride(), c.padding(), c.isShifted());
        if (!c.equals(stem) && seen.add(kind)) {
          convolution(graph, c, false);
        }
      }
      for (BatchNorm normalization : network.batchNorms()) {
        if (seen.add(List.of(normalization.shape().channels()))) {
          batchNorm(graph, normalization);
        }
      }
      network.linears().forEach(linear -> linear(graph, linear));
      graph.run();
    }
  }

  /** Casts to bfloat16 round to the nearest. */
  private void casts(FedGraph graph) {
    float[] values = new float[1024];
    for (int i = 0; i < values.length; i++) {
      // Any sign and digits; exponents from 2^-63 to 2^64.
      values[i] = Float.intBitsToFloat((random.nextInt() & 0x9fffffff) + 0x20000000);
    }
    Operand<T> cast = Types.cast(graph.tf(), graph.feed(values, values.length), type);
    graph.look(
        Types.cast(graph.tf(), cast, TFloat32.class),
        result -> {
          Comparison comparison = new Comparison(precision, "casts", 0);
          for (int i = 0; i < values.length; i++) {
            comparison.add(result.getFloat(i), toBfloat16(values[i]), 1);
          }
          comparison.finish();
        });
  }

  /** Rounds to the nearest, ties to even. */
  private static float toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
  }

  private void convolution(FedGraph graph, Convolution c, boolean stem) {
    ImageShape output = c.output();
    long activation = (long) output.height() * output.width() * Math.max(c.out(), c.in());
    int rows = (int) Math.max(1, Math.min(MAX_ROWS, MAX_ACTIVATION / activation));
    ExactConvolution exact = new ExactConvolution(c, rows, this::draw);
    String what =
        "a convolution of %dx%d from %d to %d channels at stride %d on %d x %d pixels"
            .formatted(
                c.kernel(),
                c.kernel(),
                c.in(),
                c.out(),
                c.stride(),
                c.input().height(),
                c.input().width());
    Ops tf = graph.tf();
    Operand<TFloat32> x = graph.feed(exact.x(), exact.inputShape());
    Operand<TFloat32> kernel = graph.feed(exact.kernel(), exact.kernelShape());
    Operand<TFloat32> bias = graph.feed(exact.bias(), c.out());
    Layers<T> built =
        layers.apply(
            new Weights(tf, Map.of(c.name() + ".kernel", kernel, c.name() + ".bias", bias)));
    Operand<T> y = stem ? built.stem(c, x) : built.convolution(c, Types.cast(tf, x, type));
    Operand<TFloat32> rectified = Types.cast(tf, tf.nn.relu(y), TFloat32.class);
    look(graph, what, tolerance(), rectified, exact.outputShape(), exact::rectifiedOutput);
    if (gradients) {
      Operand<T> incoming = Types.cast(tf, graph.feed(exact.incoming(), exact.outputShape()), type);
      Gradients back =
          tf.gradients(List.of(y), List.of(x, kernel), Gradients.dx(List.of(incoming)));
      String ofInput = "the gradient of " + what + " with respect to its input";
      look(graph, ofInput, tolerance(), back.dy(0), exact.inputShape(), exact::inputGradient);
      String ofKernel = "the gradient of " + what + " with respect to its kernel";
      look(graph, ofKernel, tolerance(), back.dy(1), exact.kernelShape(), exact::kernelGradient);
    }
  }

  /** What is left of batch normalisation that is not folded, one pixel for each row. */
  private void batchNorm(FedGraph graph, BatchNorm normalization) {
    int channels = normalization.shape().channels();
    ExactScaling exact = new ExactScaling(channels, MAX_ROWS, this::draw);
    Ops tf = graph.tf();
    Map<String, Operand<TFloat32>> weights =
        Map.of(
            normalization.name() + ".scale", graph.feed(exact.scale(), channels),
            normalization.name() + ".shift", graph.feed(exact.shift(), channels));
    int[] shape = {MAX_ROWS, 1, 1, channels};
    Operand<TFloat32> x = graph.feed(exact.x(), shape);
    Operand<T> y =
        layers.apply(new Weights(tf, weights)).batchNorm(normalization, Types.cast(tf, x, type));
    String what = "a scale and a shift of %d channels".formatted(channels);
    Operand<TFloat32> output = Types.cast(tf, y, TFloat32.class);
    look(graph, what, tolerance(), output, shape, exact::output);
    if (gradients) {
      Operand<TFloat32> back = tf.gradients(List.of(y), List.of(x)).dy(0);
      look(graph, "the gradient of " + what, tolerance(), back, shape, exact::inputGradient);
    }
  }

  private double tolerance() {
    return precision == Precision.FLOAT32 ? float32Tolerance : BFLOAT16_TOLERANCE;
  }

  /** A linear layer is a convolution of one pixel. */
  private void linear(FedGraph graph, Linear linear) {
    int features = linear.features();
    int classes = linear.classes();
    ExactConvolution exact =
        new ExactConvolution(
            Convolution.withBias("", new ImageShape(1, 1, features), classes, 1),
            MAX_ROWS,
            this::draw);
    Ops tf = graph.tf();
    Map<String, Operand<TFloat32>> weights =
        Map.of(
            linear.name() + ".kernel", graph.feed(exact.kernel(), features, classes),
            linear.name() + ".bias", graph.feed(exact.bias(), classes));
    Operand<T> x = Types.cast(tf, graph.feed(exact.x(), MAX_ROWS, features), type);
    Operand<TFloat32> logits = layers.apply(new Weights(tf, weights)).linear(linear, x);
    look(
        graph,
        "a product of %d terms".formatted(features),
        float32Tolerance,
        tf.reshape(logits, tf.constant(exact.outputShape())),
        exact.outputShape(),
        exact::output);
  }

  private void look(
      FedGraph graph,
      String what,
      double tolerance,
      Operand<TFloat32> output,
      int[] shape,
      Function<int[], ExactConvolution.Sum> exact) {
    graph.look(
        output,
        result -> {
          Comparison comparison = new Comparison(precision, what, tolerance);
          for (int i = 0; i < PLACES; i++) {
            int[] place = place(shape, i % 2 == 0);
            ExactConvolution.Sum sum = exact.apply(place);
            float element = result.getFloat(place[0], place[1], place[2], place[3]);
            comparison.add(element, sum.value(), sum.scale());
          }
          comparison.finish();
        });
  }

  /** A place in a tensor of four dimensions. */
  private int[] place(int[] shape, boolean border) {
    int[] place = new int[shape.length];
    for (int i = 0; i < place.length; i++) {
      boolean end = border && (i == 1 || i == 2) && random.nextBoolean();
      place[i] = end ? (random.nextBoolean() ? 0 : shape[i] - 1) : random.nextInt(shape[i]);
    }
    return place;
  }

  /** A number in [-1, 1) that has a value in the type, with all the digits that it has. */
  private float draw() {
    int bits = random.nextInt();
    return type.equals(TFloat32.class) ? bits * 0x1p-31f : (bits >> 24) * 0x1p-7f;
  }
}
