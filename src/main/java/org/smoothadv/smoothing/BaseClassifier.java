package org.smoothadv.smoothing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.GraphDescription;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** A frozen base classifier that votes under Gaussian noise. Owns native memory until closed. */
public final class BaseClassifier implements AutoCloseable {
  private final Network network;
  private final Precision precision;
  private final int batch;
  private final Graph graph = new Graph();
  private final Session session;
  private final VoteGraph ends;

  /**
   * Freezes a classifier.
   *
   * @param state its parameters by their PyTorch names
   * @param precision the type of its weights and activations
   * @param batch rows per run of the graph, at least 1
   */
  public BaseClassifier(
      Network network,
      Map<String, FloatTensor> state,
      Precision precision,
      int batch,
      Machine machine) {
    this.network = network;
    this.precision = precision;
    this.batch = batch;
    ends =
        VoteGraph.build(
            Ops.create(graph),
            network,
            FoldedWeights.of(network, state, precision),
            precision,
            batch);
    session = new Session(graph, machine.sessionConfiguration());
  }

  /** The graph, to be stored. */
  public GraphDef graphDef() {
    return graph.toGraphDef();
  }

  /**
   * What the graph is and how it is run.
   *
   * @param model a digest of the weights
   */
  public GraphDescription graphDescription(String model) {
    Map<String, Operand<?>> feeds = new LinkedHashMap<>();
    feeds.put("pixels", ends.pixels());
    feeds.put("sigma", ends.sigma());
    feeds.put("seed", ends.seed());
    feeds.put("image", ends.image());
    feeds.put("firstSample", ends.first());
    feeds.put("samples", ends.samples());
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("architecture", network.name());
    configuration.put("classes", network.classes());
    configuration.put("batch", batch);
    configuration.put("precision", EnumNames.of(precision));
    configuration.put("model", model);
    return GraphDescription.of("votes", configuration, feeds, Map.of("votes", ends.votes()));
  }

  /**
   * The votes around one image. A vote depends on the seed, the image's number and the sample's
   * number only.
   *
   * @param pixels HWC, in [0, 1]
   * @param image the image's number
   * @param sigma the noise's standard deviation, pixel units
   */
  public NoisyVotes votes(float[] pixels, long image, double sigma, long seed) {
    return (first, samples) -> {
      int[] counts = new int[network.classes()];
      int size = network.imageSize();
      try (TFloat32 pixelTensor =
              TFloat32.tensorOf(Shape.of(size, size, 3), DataBuffers.of(pixels, true, false));
          TFloat32 sigmaTensor = TFloat32.scalarOf((float) sigma);
          TInt64 seedTensor = TInt64.scalarOf(seed);
          TInt64 imageTensor = TInt64.scalarOf(image)) {
        for (int done = 0; done < samples; done += batch) {
          Session.Runner runner =
              session
                  .runner()
                  .feed(ends.pixels(), pixelTensor)
                  .feed(ends.sigma(), sigmaTensor)
                  .feed(ends.seed(), seedTensor)
                  .feed(ends.image(), imageTensor);
          addBatch(runner, first + done, Math.min(batch, samples - done), counts);
        }
      }
      return counts;
    };
  }

  private void addBatch(Session.Runner runner, long first, int rows, int[] counts) {
    try (TInt64 firstTensor = TInt64.scalarOf(first);
        TInt32 rowsTensor = TInt32.scalarOf(rows);
        Result result =
            runner
                .feed(ends.first(), firstTensor)
                .feed(ends.samples(), rowsTensor)
                .fetch(ends.votes())
                .run()) {
      TInt32 votes = (TInt32) result.get(0);
      for (int c = 0; c < counts.length; c++) {
        counts[c] += votes.getInt(c);
      }
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
