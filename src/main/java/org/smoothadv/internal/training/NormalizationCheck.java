package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.input.Seeds;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.network.BatchNorm;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.MomentLayers;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.run.Checkpoint;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Finds out behind which normalisation a network was trained: shows it noisy images behind each of
 * several, and compares what reaches its batch normalisations with their running statistics.
 *
 * @param network the network behind a normalisation
 * @param none the normalisation that changes nothing
 * @param state its parameters and momentum, as in {@link Checkpoint#state}
 */
public record NormalizationCheck(
    Function<Normalization, Network> network, Normalization none, Map<String, FloatTensor> state) {
  private static final int MIN_IMAGES = 16;
  private static final int MAX_IMAGES = 128;

  /** Multiplications with one normalisation: about a second on a small machine. */
  private static final long WORK = 8_000_000_000L;

  private static final long NOISE = 0x6e6f726d;

  /** Whether the network has batch normalisations, whose statistics can tell something. */
  public boolean isPossible() {
    return network.apply(none).parameters().stream().anyMatch(parameter -> !parameter.trainable());
  }

  /** How many images are enough: fewer for a network that takes long. */
  public int images() {
    long affordable = WORK / network.apply(none).multiplyAdds();
    return (int) Math.max(MIN_IMAGES, Math.min(affordable, MAX_IMAGES));
  }

  /**
   * Measures.
   *
   * @param images pixels in [0, 1], HWC, of the network's size; at least one
   * @param sigma standard deviation of the noise of training, pixel units
   * @return a fit for each normalisation, in order; equal arguments give equal ones
   */
  public List<NormalizationFit> fits(
      List<Normalization> normalizations, List<float[]> images, double sigma) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, Machine.current().cpuConfiguration())) {
      Ops tf = Ops.create(graph);
      Network shape = network.apply(none);
      Variables variables = Variables.of(tf, shape);
      variables.restore(new GraphRun(session.runner()), state);
      try (TFloat32 pixels = batch(images, shape.shape())) {
        Placeholder<TFloat32> input =
            tf.placeholder(TFloat32.class, Placeholder.shape(pixels.shape()));
        Operand<TFloat32> noisy = noisy(tf, input, pixels.shape(), sigma);
        List<NormalizationFit> fits = new ArrayList<>();
        for (Normalization normalization : normalizations) {
          MomentLayers layers = new MomentLayers(tf, variables.values());
          network.apply(normalization).logits(layers, noisy);
          Session.Runner runner = session.runner().feed(input, pixels);
          fits.add(new NormalizationFit(normalization, compared(runner, layers)));
        }
        return fits;
      }
    }
  }

  private static TFloat32 batch(List<float[]> images, ImageShape shape) {
    int length = images.get(0).length;
    FloatDataBuffer values = DataBuffers.ofFloats((long) images.size() * length);
    for (int i = 0; i < images.size(); i++) {
      values.offset((long) i * length).write(images.get(i));
    }
    return TFloat32.tensorOf(
        Shape.of(images.size(), shape.height(), shape.width(), shape.channels()), values);
  }

  private static Operand<TFloat32> noisy(
      Ops tf, Operand<TFloat32> images, Shape shape, double sigma) {
    Operand<TFloat32> noise =
        tf.random.statelessRandomNormal(
            tf.constant(shape.asArray()),
            tf.constant(new long[] {0, Seeds.derive(0, NOISE)}),
            TFloat32.class);
    return tf.math.add(images, tf.math.mul(noise, tf.constant((float) sigma)));
  }

  private List<NormalizationFit.Layer> compared(Session.Runner runner, MomentLayers layers) {
    layers.moments().values().forEach(m -> runner.fetch(m.mean()).fetch(m.variance()));
    List<NormalizationFit.Layer> compared = new ArrayList<>();
    try (Result result = runner.run()) {
      int index = 0;
      for (BatchNorm normalization : layers.moments().keySet()) {
        compared.add(
            NormalizationFit.Layer.of(
                floats(result, index),
                floats(result, index + 1),
                state.get(normalization.runningMean()),
                state.get(normalization.runningVariance())));
        index += 2;
      }
    }
    return compared;
  }

  private static float[] floats(Result result, int index) {
    return Variables.copy((TFloat32) result.get(index)).toArray();
  }
}
