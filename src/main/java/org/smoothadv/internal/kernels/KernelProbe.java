package org.smoothadv.internal.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.device.Tuning.Kernels;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Small graphs that tell how fast a machine computes what networks for images of 32 pixels are made
 * of: 3x3 convolutions with bias and ReLU. Two ways are timed in turns; the medians of the rounds
 * are compared. Owns native memory until closed.
 */
final class KernelProbe implements AutoCloseable {
  /** Rows of a part of an attack. */
  static final int PART = 64;

  /** Rows of the batch that an attack of training has. */
  private static final int WHOLE = 4 * PART;

  private static final int UNCOUNTED = 2;
  private static final int ROUNDS = 7;

  /** Pixels on a side and channels of the three stages of a ResNet for CIFAR-10. */
  private static final int[][] STAGES = {{32, 16}, {16, 32}, {8, 64}};

  private final Graph graph = new Graph();
  private final List<Operand<TFloat32>> inputs = new ArrayList<>();
  private final List<Operand<TFloat32>> outputs = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private TunedSession session;

  private KernelProbe() {}

  /** The time of votes with TensorFlow's own kernels over that with oneDNN's. */
  static double kernelsRatio(Machine machine) {
    try (KernelProbe own = votes(machine, Kernels.TENSORFLOW);
        KernelProbe oneDnn = votes(machine, Kernels.ONEDNN)) {
      return ratio(own::run, oneDnn::run);
    }
  }

  /** The time of gradients with respect to the images in parts over that of all at once. */
  static double partsRatio(Machine machine) {
    try (KernelProbe part = gradients(machine, PART);
        KernelProbe whole = gradients(machine, WHOLE)) {
      Runnable parts =
          () -> {
            for (int first = 0; first < WHOLE; first += PART) {
              part.run();
            }
          };
      return ratio(parts, whole::run);
    }
  }

  private static KernelProbe votes(Machine machine, Kernels kernels) {
    KernelProbe probe = new KernelProbe();
    Ops tf = Ops.create(probe.graph);
    for (int[] stage : STAGES) {
      Operand<TFloat32> x = probe.images(tf, PART, stage[0], stage[1]);
      probe.fetched(tf, convolved(tf, x, stage[1], 3));
    }
    probe.open(machine.withTuning(new Tuning(kernels, 0)));
    return probe;
  }

  private static KernelProbe gradients(Machine machine, int rows) {
    KernelProbe probe = new KernelProbe();
    Ops tf = Ops.create(probe.graph);
    Operand<TFloat32> x = probe.images(tf, rows, STAGES[0][0], STAGES[0][1]);
    Operand<TFloat32> y = convolved(tf, x, STAGES[0][1], 6);
    probe.fetched(tf, tf.gradients(y, List.of(x)).dy(0));
    probe.open(machine);
    return probe;
  }

  private Operand<TFloat32> images(Ops tf, int rows, int side, int channels) {
    Shape shape = Shape.of(rows, side, side, channels);
    float[] ones = new float[Math.toIntExact(shape.size())];
    Arrays.fill(ones, 1f);
    values.add(TFloat32.tensorOf(shape, DataBuffers.of(ones)));
    Operand<TFloat32> images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    inputs.add(images);
    return images;
  }

  private static Operand<TFloat32> convolved(
      Ops tf, Operand<TFloat32> x, int channels, int convolutions) {
    Operand<TFloat32> y = x;
    for (int i = 0; i < convolutions; i++) {
      // Sums stay near 1, for numbers that vanish would be computed slowly.
      Operand<TFloat32> kernel =
          tf.fill(
              tf.constant(new int[] {3, 3, channels, channels}), tf.constant(1f / (9 * channels)));
      Operand<TFloat32> bias = tf.fill(tf.constant(new int[] {channels}), tf.constant(0.1f));
      y = tf.nn.relu(tf.nn.biasAdd(tf.nn.conv2d(y, kernel, List.of(1L, 1L, 1L, 1L), "SAME"), bias));
    }
    return y;
  }

  /** What needs all of an operand and is small. */
  private void fetched(Ops tf, Operand<TFloat32> of) {
    outputs.add(tf.max(of, tf.constant(new int[] {0, 1, 2, 3})));
  }

  private void open(Machine machine) {
    session = new TunedSession(graph, machine, List.of());
  }

  private void run() {
    GraphRun run = session.run();
    for (int i = 0; i < inputs.size(); i++) {
      run.feed(inputs.get(i), values.get(i));
    }
    outputs.forEach(run::fetch);
    run.now().close();
  }

  private static double ratio(Runnable one, Runnable other) {
    double[] ratios = new double[ROUNDS];
    for (int round = -UNCOUNTED; round < ROUNDS; round++) {
      double ratio = (double) nanos(one) / nanos(other);
      if (round >= 0) {
        ratios[round] = ratio;
      }
    }
    Arrays.sort(ratios);
    return ratios[ROUNDS / 2];
  }

  private static long nanos(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    values.forEach(Tensor::close);
    graph.close();
  }
}
