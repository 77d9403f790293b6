package org.smoothadv.internal.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.GraphDescription;
import org.smoothadv.device.Device;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.internal.kernels.TunedSession;
import org.smoothadv.internal.training.TrainingPass.ForwardPass;
import org.smoothadv.network.ArithmeticCheck;
import org.smoothadv.network.Network;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A training graph in a session: takes steps, evaluates, and hands its state in and out. Owns
 * native memory until closed.
 */
public final class TrainingSession implements AutoCloseable {
  private final Graph graph = new Graph();
  private final TunedSession session;
  private final TrainingGraph ends;
  private final TrainingConfiguration configuration;

  /**
   * Builds the graph and opens the session; the state is undefined before {@link #restore}.
   *
   * @throws org.smoothadv.network.WrongArithmeticException if this machine computes the network
   *     wrongly
   */
  public TrainingSession(Network network, TrainingConfiguration configuration, Machine machine) {
    this(
        network,
        configuration,
        machine,
        ForwardPass.inTrainingMode(network, configuration.network().precision().type()));
  }

  /**
   * Builds the graph of another step and opens the session.
   *
   * @param forward how the step of SGD takes its rows through the network
   */
  TrainingSession(
      Network network, TrainingConfiguration configuration, Machine machine, ForwardPass forward) {
    this.configuration = configuration;
    ArithmeticCheck.require(network, configuration.network().precision(), true, machine);
    ends =
        TrainingGraph.build(
            Ops.create(graph), network, configuration, machine.tuning().attackRows(), forward);
    session = new TunedSession(graph, machine, Device.named(configuration.network().devices()));
  }

  /** The graph, to be stored. */
  public GraphDef graphDef() {
    return graph.toGraphDef();
  }

  /** What the graph is and how it is run. */
  public GraphDescription graphDescription() {
    Map<String, Operand<?>> feeds = new LinkedHashMap<>();
    for (int i = 0; i < ends.towers().size(); i++) {
      String tower = i == 0 ? "" : Integer.toString(i + 1);
      feeds.put("pixels" + tower, ends.towers().get(i).input().pixels());
      feeds.put("labels" + tower, ends.towers().get(i).input().labels());
    }
    feeds.put("epsilon", ends.epsilon());
    feeds.put("learningRate", ends.learningRate());
    feeds.put("ramp", ends.ramp());
    feeds.put("lossWeight", ends.lossWeight());
    feeds.put("seed", ends.seed());
    Map<String, Operand<?>> fetches = new LinkedHashMap<>();
    fetches.put("attackedImages", ends.attackedImages());
    fetches.put("loss", ends.loss());
    ends.terms().forEach((name, term) -> fetches.put("term:" + name, term));
    fetches.put("correct", ends.correct());
    fetches.put("evaluationLosses", ends.evaluation().losses());
    fetches.put("evaluationCorrect", ends.evaluation().correct());
    return GraphDescription.of("training", configuration, feeds, fetches);
  }

  /** Sets parameters and momentum. */
  public void restore(Map<String, FloatTensor> state) {
    ends.variables().restore(session.run(), state);
  }

  /** Copies parameters and momentum. */
  public Map<String, FloatTensor> snapshot() {
    return ends.variables().snapshot(session.run());
  }

  /**
   * What a step has of its epoch.
   *
   * @param epsilon the attack's radius; at 0 no attack is computed
   * @param learningRate of SGD
   * @param ramp {@link TrainingConfiguration#rampOf}
   */
  record Schedule(double epsilon, double learningRate, double ramp) {
    static Schedule of(TrainingConfiguration configuration, int epoch) {
      return new Schedule(
          configuration.adversarial().epsilonOf(epoch),
          configuration.optimisation().learningRateOf(epoch),
          configuration.rampOf(epoch));
    }
  }

  /**
   * One step of SGD (Pseudocode 1) on labelled images: the loss has weight 1.
   *
   * @param epsilon the attack's radius; at 0 no attack is computed
   * @param step the step's number since the start of training, which names its random numbers
   */
  public BatchScore train(MiniBatch batch, double epsilon, double learningRate, long step) {
    return train(batch, 1, new Schedule(epsilon, learningRate, 1), step);
  }

  /**
   * One step of SGD (Pseudocode 1), its loss scaled as appendix E.2 does for pseudo-labelled
   * images. The weight decay is not scaled.
   *
   * @param lossWeight the factor of the loss that is minimised, positive
   * @param step the step's number since the start of training, which names its random numbers
   * @return the rows' score, its loss without the factor
   */
  BatchScore train(MiniBatch batch, double lossWeight, Schedule schedule, long step) {
    long rows = (long) batch.size() * configuration.adversarial().noiseSamples();
    try (BatchFeeds feeds = feeds(batch, schedule.epsilon(), Streams.TRAINING_NOISE, step);
        TFloat32 rate = TFloat32.scalarOf((float) schedule.learningRate());
        TFloat32 weight = TFloat32.scalarOf((float) lossWeight);
        TFloat32 ramp = TFloat32.scalarOf((float) schedule.ramp());
        Result result =
            fetching(feeds.run())
                .feed(ends.learningRate(), rate)
                .feed(ends.lossWeight(), weight)
                .feed(ends.ramp(), ramp)
                .addTarget(ends.update())
                .now()) {
      double loss = ((TFloat32) result.get(0)).getFloat();
      Map<String, Double> terms = new LinkedHashMap<>();
      for (String name : ends.terms().keySet()) {
        double term = ((TFloat32) result.get(2 + terms.size())).getFloat();
        terms.put(name, term * rows);
      }
      return new BatchScore(loss * rows, ((TInt32) result.get(1)).getInt(), rows, terms);
    }
  }

  private GraphRun fetching(GraphRun run) {
    run.fetch(ends.loss()).fetch(ends.correct());
    ends.terms().values().forEach(run::fetch);
    return run;
  }

  /**
   * Scores the classifier in inference mode under one noise per image.
   *
   * @param epsilon the radius of the attack on the images; at 0 they are taken as they are
   * @param position the number of the batch, which names its random numbers
   */
  public BatchScore evaluate(MiniBatch batch, double epsilon, long position) {
    try (BatchFeeds feeds = feeds(batch, epsilon, Streams.EVALUATION_NOISE, position);
        Result result =
            feeds
                .run()
                .fetch(ends.evaluation().losses())
                .fetch(ends.evaluation().correct())
                .now()) {
      TFloat32 losses = (TFloat32) result.get(0);
      double loss = 0;
      for (long i = 0; i < losses.size(); i++) {
        loss += losses.getFloat(i);
      }
      return new BatchScore(loss, ((TInt32) result.get(1)).getInt(), batch.size());
    }
  }

  /**
   * Attacks images of a batch with the noises of a training step.
   *
   * @param epsilon the radius, positive
   * @param step the step's number, which names the noises
   * @return the attacked images, NHWC
   */
  public FloatTensor attack(MiniBatch batch, double epsilon, long step) {
    try (BatchFeeds feeds = feeds(batch, epsilon, Streams.TRAINING_NOISE, step);
        Result result = feeds.run().fetch(ends.attackedImages()).now()) {
      return Variables.copy((TFloat32) result.get(0));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private BatchFeeds feeds(MiniBatch batch, double epsilon, long stream, long position) {
    return new BatchFeeds(session.run(), ends, configuration, batch, epsilon, stream, position);
  }

  /** What a run's seed is derived for, so that no two uses share random numbers. */
  static final class Streams {
    static final long INITIAL_STATE = 1;
    static final long BATCHES = 2;
    static final long TRAINING_NOISE = 3;
    static final long EVALUATION_NOISE = 4;

    private Streams() {}
  }

  /**
   * How a number of rows fared.
   *
   * @param loss summed over the rows: in training the objective, in evaluation the cross-entropy
   * @param correct rows classified rightly
   * @param rows the number of rows
   * @param terms what the loss is the sum of, by name; none where it is a single one
   */
  record BatchScore(double loss, long correct, long rows, Map<String, Double> terms) {
    /** The score of no rows. */
    static final BatchScore NONE = new BatchScore(0, 0, 0);

    /** A score whose loss is a single term. */
    BatchScore(double loss, long correct, long rows) {
      this(loss, correct, rows, Map.of());
    }

    /** The score of these rows and others together. */
    BatchScore plus(BatchScore other) {
      Map<String, Double> sums = new LinkedHashMap<>(terms);
      other.terms.forEach((name, term) -> sums.merge(name, term, Double::sum));
      return new BatchScore(loss + other.loss, correct + other.correct, rows + other.rows, sums);
    }

    /** The mean loss, in nats. */
    double meanLoss() {
      return loss / rows;
    }

    /** The mean of each term. */
    Map<String, Double> meanTerms() {
      Map<String, Double> means = new LinkedHashMap<>();
      terms.forEach((name, term) -> means.put(name, term / rows));
      return means;
    }

    /** The fraction classified rightly. */
    double accuracy() {
      return (double) correct / rows;
    }
  }
}
