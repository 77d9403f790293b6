package org.smoothadv.smoothing;

import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FoldedClassifier.FoldedWeights;
import org.smoothadv.support.SmallGraph;

/** What a frozen classifier computes, for comparisons with the reference implementation. */
public final class FoldedLogits {
  private FoldedLogits() {}

  /**
   * The logits of a classifier whose weights are folded as those of a vote graph.
   *
   * @param images NHWC
   * @return [N, classes]
   */
  public static float[] of(
      Network network, Map<String, FloatTensor> state, Precision precision, FloatTensor images) {
    try (SmallGraph graph = new SmallGraph()) {
      InferenceLayers<?> layers =
          InferenceLayers.of(
              graph.tf(),
              precision.type(),
              FoldedWeights.constants(graph.tf(), FoldedWeights.of(network, state, precision)));
      return graph.values(network.logits(layers, graph.constant(images)));
    }
  }
}
