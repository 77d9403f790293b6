package org.smoothadv.smoothing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.BatchNorm;
import org.smoothadv.network.Convolution;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Layer;
import org.smoothadv.network.Layers;
import org.smoothadv.network.Linear;
import org.smoothadv.smoothing.FoldedClassifier.FoldedWeights;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Layers that overflow inside of a network need not show in its logits: a ReLU that is fused with a
 * convolution makes 0 of what is not a number, and a ruined classifier would answer like any other.
 * Before a classifier votes, the outputs of its convolutions and batch normalisations are looked at
 * on a few noisy images.
 */
final class OverflowCheck {
  /** Far above what any sound network computes, and so far below the largest float32. */
  private static final float MAX_SUM = 1e30f;

  /** Standard deviations of the noise on grey images, one each. */
  private static final float[] NOISES = {0, 0.12f, 0.25f, 0.5f, 1};

  private OverflowCheck() {}

  /**
   * Looks at a classifier.
   *
   * @throws InvalidInputException naming the first layer whose output is not a number, or is beyond
   *     1e30
   */
  static void require(FoldedClassifier classifier, Machine machine) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, machine.sessionConfiguration())) {
      Ops tf = Ops.create(graph);
      Watched layers =
          new Watched(
              InferenceLayers.of(
                  tf, TFloat32.class, FoldedWeights.constants(tf, classifier.weights())),
              new LinkedHashMap<>());
      classifier.network().logits(layers, noise(tf, classifier.shape()));
      Session.Runner runner = session.runner();
      layers.sums.values().forEach(runner::fetch);
      List<Layer> watched = new ArrayList<>(layers.sums.keySet());
      try (Result result = runner.run()) {
        for (int i = 0; i < watched.size(); i++) {
          float sum = ((TFloat32) result.get(i)).getFloat();
          if (!(sum < MAX_SUM)) {
            throw new InvalidInputException(
                "layer '%s' of the classifier overflows on noise (its outputs sum to %s in magnitude): its weights are damaged, and its answers would mean nothing"
                    .formatted(watched.get(i).name(), sum));
          }
        }
      }
    }
  }

  private static Operand<TFloat32> noise(Ops tf, ImageShape shape) {
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[NOISES.length * shape.values()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 0.5f + NOISES[i / shape.values()] * (float) random.nextGaussian();
    }
    return tf.constant(
        Shape.of(NOISES.length, shape.height(), shape.width(), shape.channels()),
        DataBuffers.of(pixels, true, false));
  }

  /**
   * Layers whose outputs are looked at before a ReLU hides anything.
   *
   * @param sums of the magnitudes of each one's outputs, in their order
   */
  private record Watched(Layers<TFloat32> layers, Map<Layer, Operand<TFloat32>> sums)
      implements Layers<TFloat32> {
    @Override
    public Ops tf() {
      return layers.tf();
    }

    @Override
    public Watched in(String scope) {
      return new Watched(layers.in(scope), sums);
    }

    @Override
    public Operand<TFloat32> stem(Convolution convolution, Operand<TFloat32> images) {
      return watched(convolution, layers.stem(convolution, images));
    }

    @Override
    public Operand<TFloat32> convolution(Convolution convolution, Operand<TFloat32> x) {
      return watched(convolution, layers.convolution(convolution, x));
    }

    @Override
    public Operand<TFloat32> batchNorm(BatchNorm normalization, Operand<TFloat32> x) {
      return watched(normalization, layers.batchNorm(normalization, x));
    }

    @Override
    public Operand<TFloat32> linear(Linear linear, Operand<TFloat32> x) {
      return layers.linear(linear, x);
    }

    /** A sum, since a maximum may pass over what is not a number. */
    private Operand<TFloat32> watched(Layer layer, Operand<TFloat32> y) {
      sums.put(layer, tf().reduceSum(tf().math.abs(y), tf().constant(new int[] {0, 1, 2, 3})));
      return y;
    }
  }
}
