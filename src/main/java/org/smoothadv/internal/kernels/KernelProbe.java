package org.smoothadv.internal.kernels;

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
 * A small network that tells how fast a machine computes a ResNet for images of 32 pixels: 3x3
 * convolutions with bias and ReLU, of 16, 32 and 64 channels. Two ways are timed in turns; the
 * medians of the rounds are compared. Owns native memory until closed.
 */
final class KernelProbe implements AutoCloseable {
  /** Goes up with each change of what is timed: earlier answers are then not used any more. */
  static final int VERSION = 2;

  /** Rows of a part of an attack. */
  static final int PART = 64;

  /** Rows of the batch that an attack of training has. */
  private static final int WHOLE = 4 * PART;

  private static final int UNCOUNTED = 1;
  private static final int ROUNDS = 5;

  /** Of the first of the three stages of a ResNet for CIFAR-10. */
  private static final int CHANNELS = 16;

  private static final int SIDE = 32;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Operand<TFloat32> input;
  private final Tensor images;
  private Operand<TFloat32> output;
  private TunedSession session;

  private KernelProbe(int rows) {
    Shape shape = Shape.of(rows, SIDE, SIDE, CHANNELS);
    float[] ones = new float[Math.toIntExact(shape.size())];
    Arrays.fill(ones, 1f);
    images = TFloat32.tensorOf(shape, DataBuffers.of(ones));
    input = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

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
    KernelProbe probe = new KernelProbe(PART);
    probe.open(probe.network(), machine.withTuning(new Tuning(kernels, 0)));
    return probe;
  }

  private static KernelProbe gradients(Machine machine, int rows) {
    KernelProbe probe = new KernelProbe(rows);
    probe.open(probe.tf.gradients(probe.network(), List.of(probe.input)).dy(0), machine);
    return probe;
  }

  /** Two convolutions in each stage. */
  private Operand<TFloat32> network() {
    Operand<TFloat32> y = input;
    for (int channels = CHANNELS; channels <= 4 * CHANNELS; channels *= 2) {
      y = convolved(y, Math.max(CHANNELS, channels / 2), channels, channels > CHANNELS ? 2 : 1);
      y = convolved(y, channels, channels, 1);
    }
    return y;
  }

  private Operand<TFloat32> convolved(Operand<TFloat32> x, int in, int out, long stride) {
    // Sums stay near 1, for numbers that vanish would be computed slowly.
    Operand<TFloat32> kernel =
        tf.fill(tf.constant(new int[] {3, 3, in, out}), tf.constant(1f / (9 * in)));
    Operand<TFloat32> bias = tf.fill(tf.constant(new int[] {out}), tf.constant(0.1f));
    Operand<TFloat32> y = tf.nn.conv2d(x, kernel, List.of(1L, stride, stride, 1L), "SAME");
    return tf.nn.relu(tf.nn.biasAdd(y, bias));
  }

  /** Opens the session for what needs all of an operand and is small. */
  private void open(Operand<TFloat32> of, Machine machine) {
    output = tf.max(of, tf.constant(new int[] {0, 1, 2, 3}));
    session = new TunedSession(graph, machine, List.of());
  }

  private void run() {
    session.run().feed(input, images).fetch(output).now().close();
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
    images.close();
    graph.close();
  }
}
