package org.smoothadv.bench;

import org.smoothadv.device.Machine;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.NoisyVotes;
import org.smoothadv.training.InitialState;

/** The votes of CERTIFY and PREDICT: noise, network and counting. */
public final class Votes implements Workload {
  /** Enough batches that the session's overhead shows as it does in certification. */
  private static final int BATCHES = 8;

  private final Network network;
  private final int batch;
  private final BaseClassifier classifier;
  private final NoisyVotes votes;

  /** Prepares a freshly drawn network. */
  public Votes(Network network, Precision precision, int batch, Machine machine) {
    this.network = network;
    this.batch = batch;
    classifier =
        new BaseClassifier(network, InitialState.draw(network, 0), precision, batch, machine);
    float[] black = new float[network.imageSize() * network.imageSize() * 3];
    votes = classifier.votes(black, 0, 0.25, 0);
  }

  @Override
  public String name() {
    return "certify";
  }

  @Override
  public int images() {
    return BATCHES * batch;
  }

  @Override
  public double operations() {
    return 2.0 * network.multiplyAdds() * images();
  }

  @Override
  public void run() {
    votes.count(0, images());
  }

  @Override
  public void close() {
    classifier.close();
  }
}
