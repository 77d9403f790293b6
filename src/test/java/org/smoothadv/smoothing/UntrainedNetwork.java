package org.smoothadv.smoothing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.noise.CountedNoise;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FoldedClassifier.FoldedWeights;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A network that is not trained, whose votes around a black image hang on the noise. */
final class UntrainedNetwork {
  static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);

  private UntrainedNetwork() {}

  /** A freshly drawn network, with the bias that makes its logits 0 on average under noise. */
  static Map<String, FloatTensor> balancedState() {
    Map<String, FloatTensor> state = new LinkedHashMap<>();
    try (SmallGraph graph = new SmallGraph()) {
      for (Parameter parameter : NETWORK.parameters()) {
        long seed = parameter.name().hashCode();
        float[] values =
            graph.values(parameter.initialization().draw(graph.tf(), parameter.dimensions(), seed));
        state.put(parameter.name(), FloatTensor.of(values, parameter.dimensions()));
      }
      state.put("fc.bias", FloatTensor.of(new float[10], 10));
      var number = graph.tf().constant(1000L);
      Operand<TFloat32> noise =
          CountedNoise.draw(
              graph.tf(),
              number,
              number,
              number,
              graph.tf().constant(new long[] {64}),
              Shape.of(32, 32, 3));
      var folded =
          FoldedWeights.constants(graph.tf(), FoldedWeights.of(NETWORK, state, Precision.FLOAT32));
      var layers = new InferenceLayers<>(graph.tf(), TFloat32.class, folded);
      Operand<TFloat32> mean =
          graph.tf().math.mean(NETWORK.logits(layers, noise), graph.tf().constant(0));
      state.put("fc.bias", FloatTensor.of(graph.values(graph.tf().math.neg(mean)), 10));
    }
    return state;
  }
}
