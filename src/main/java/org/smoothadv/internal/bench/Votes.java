package org.smoothadv.internal.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.FoldedClassifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.ImagesInFlight;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.VoteCounts;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;

/** The votes of CERTIFY and PREDICT: noise, network and counting. */
public final class Votes implements Workload {
  /** As many as certification has under way. */
  private static final int IMAGES = 4;

  /** Of each image: enough that the first and the last of all do not weigh. */
  private static final int BATCHES = 8;

  private static final double SIGMA = 0.25;

  private final String name;
  private final long multiplyAdds;
  private final int batch;
  private final BaseClassifier classifier;
  private final NoisyVotes votes;

  /**
   * Prepares a classifier.
   *
   * @param name of this work
   * @param noise how it is drawn
   * @param batch rows per run of the graph
   */
  public Votes(String name, FrozenClassifier frozen, NoiseKind noise, int batch, Machine machine) {
    this.name = name;
    this.batch = batch;
    multiplyAdds = MultiplyAdds.of(frozen);
    classifier =
        new BaseClassifier(
            frozen, batch, new SmoothingParameters(SIGMA, 1, 1, 0.5, noise), machine);
    float[] black = new float[frozen.shape().values()];
    votes = classifier.votes(black, 0, SIGMA, 0);
  }

  /** A network of random weights. */
  public static FrozenClassifier drawn(Network network, Precision precision) {
    return FoldedClassifier.of(network, randomState(network), precision);
  }

  /**
   * Biases of 0, as a new network has them, would be optimised away, and TensorFlow fuses only
   * convolutions that have one with the ReLU behind them, as those of a trained network.
   */
  private static Map<String, FloatTensor> randomState(Network network) {
    Map<String, FloatTensor> state = new LinkedHashMap<>(InitialState.draw(network, 0));
    SplittableRandom random = new SplittableRandom(1);
    for (Parameter parameter : network.parameters()) {
      if (parameter.name().endsWith(".bias")) {
        float[] biases = new float[Math.toIntExact(parameter.shape().get(0))];
        for (int i = 0; i < biases.length; i++) {
          biases[i] = (float) random.nextDouble(-0.1, 0.1);
        }
        state.put(parameter.name(), FloatTensor.of(biases, biases.length));
      }
    }
    return state;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int images() {
    return IMAGES * BATCHES * batch;
  }

  @Override
  public double operations() {
    return 2.0 * multiplyAdds * images();
  }

  @Override
  public void run() {
    try (ImagesInFlight<VoteCounts> inFlight = new ImagesInFlight<>(counts -> {})) {
      for (int image = 0; image < IMAGES; image++) {
        inFlight.give(() -> votes.count(0, BATCHES * batch));
      }
      inFlight.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    classifier.close();
  }
}
