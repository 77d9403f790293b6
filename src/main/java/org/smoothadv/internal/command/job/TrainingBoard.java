package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.input.EnumNames;
import org.smoothadv.internal.monitor.TensorBoardWriter;
import org.smoothadv.internal.monitor.TensorBoardWriter.Metric;
import org.smoothadv.network.ImageShape;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.proto.GraphDef;

/**
 * A training run in TensorBoard, from its configuration to how it ended, also where the process is
 * told to stop. The events are in the run's folder itself, whose name is then that of the run.
 */
final class TrainingBoard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("train");

  /** Where earlier versions put the events. */
  private static final String EARLIER_FOLDER = "tensorboard";

  /** Larger integers are not exact in float64, as which numbers are stored. */
  private static final long MAX_EXACT = 1L << 53;

  /**
   * The same for all runs. The first five, which are shown at once, are those that every run has
   * from its first epoch on: parallel coordinates leave out what has none.
   */
  private static final List<Metric> METRICS =
      List.of(
          new Metric("accuracy/test_under_noise", "accuracy", "of test images under noise"),
          new Metric("loss/test", "loss", "on test images under noise"),
          new Metric("accuracy/train", "training accuracy", "of all steps of the epoch"),
          new Metric("loss/train", "training loss", "of all steps of the epoch"),
          new Metric("progress/epochs", "epochs done", "with a checkpoint"),
          certified("0.00"),
          certified("0.25"),
          certified("0.50"),
          certified("0.75"),
          certified("1.00"),
          new Metric(
              "accuracy/test_under_attack",
              "accuracy under attack",
              "of test images attacked as in training, then under noise"));

  private static final Map<String, List<String>> CHARTS =
      inOrder(
          Map.entry("loss", List.of("loss/train", "loss/test", "loss/test_under_attack")),
          Map.entry("terms of the loss", List.of("loss_terms/.*")),
          Map.entry(
              "accuracy",
              List.of("accuracy/train", "accuracy/test_under_noise", "accuracy/test_under_attack")),
          Map.entry("certified accuracy", List.of("certified_accuracy/.*")),
          Map.entry("empirical accuracy", List.of("empirical_accuracy/.*")));

  private final TensorBoardWriter writer;
  private final Thread atExit = new Thread(() -> end(false));
  private boolean ended;

  private TrainingBoard(TensorBoardWriter writer) {
    this.writer = writer;
  }

  /**
   * Begins to show a run, or one that goes on.
   *
   * @param epochsDone epochs that are shown already
   */
  static TrainingBoard open(
      RunFolder run, TrainingConfiguration configuration, int epochsDone, GraphDef graph)
      throws IOException {
    TensorBoardWriter writer =
        TensorBoardWriter.resume(
            List.of(run.resolve(EARLIER_FOLDER)), run.folder(), epochsDone + 1L);
    try {
      writer.begin(hyperparameters(configuration), METRICS);
      writer.charts("curves", CHARTS);
      writer.graph(graph);
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
    TrainingBoard board = new TrainingBoard(writer);
    Runtime.getRuntime().addShutdownHook(board.atExit);
    return board;
  }

  /** What draws the epochs. */
  TensorBoardWriter writer() {
    return writer;
  }

  /** All epochs are done. */
  void succeeded() {
    end(true);
  }

  private synchronized void end(boolean success) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      writer.end(success);
    } catch (IOException e) {
      LOG.warn("TensorBoard is not told that the run ended: {}", e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    end(false);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is stopping: the hook has nothing left to do.
    }
    writer.close();
  }

  /** A number where it says all. */
  private static Object imageSize(ImageShape shape) {
    return shape.equals(ImageShape.ofSize(shape.height())) ? shape.height() : shape.text();
  }

  private static Map<String, Object> hyperparameters(TrainingConfiguration c) {
    return inOrder(
        Map.entry("attack", EnumNames.of(c.adversarial().attack())),
        Map.entry("sigma", c.adversarial().sigma()),
        Map.entry("epsilon", c.adversarial().epsilon()),
        Map.entry("steps", c.adversarial().steps()),
        Map.entry("noise_samples", c.adversarial().noiseSamples()),
        Map.entry("seed", Math.abs(c.seed()) > MAX_EXACT ? Long.toString(c.seed()) : c.seed()),
        Map.entry("dataset", c.data().dataset()),
        Map.entry("image_size", imageSize(c.data().imageSize())),
        Map.entry("architecture", c.network().architecture()),
        Map.entry("normalization", c.network().normalizationText()),
        Map.entry("precision", EnumNames.of(c.network().precision())),
        Map.entry("devices", String.join(",", c.network().devices())),
        Map.entry("gradient", EnumNames.of(c.adversarial().gradient())),
        Map.entry("attack_target", EnumNames.of(c.adversarial().attackTarget())),
        Map.entry("noise_after_attack", c.adversarial().noiseAfterAttack()),
        Map.entry("inverse_temperature", c.adversarial().inverseTemperature()),
        Map.entry("warmup", c.adversarial().warmup()),
        Map.entry("objective", EnumNames.of(c.objective().objective())),
        Map.entry("lambda", c.objective().lambda()),
        Map.entry("eta", c.objective().eta()),
        Map.entry("beta", c.objective().beta()),
        Map.entry("gamma", c.objective().gamma()),
        Map.entry("deferred", c.objective().deferred()),
        Map.entry("alpha", c.objective().alpha()),
        Map.entry("mix_step", c.objective().mixStep()),
        Map.entry("fine_tune", c.network().fineTune()),
        Map.entry("unlabelled", c.data().unlabelled()),
        Map.entry("unlabelled_weight", c.data().unlabelledWeight()),
        Map.entry("epochs", c.optimisation().epochs()),
        Map.entry("batch", c.optimisation().batch()),
        Map.entry("learning_rate", c.optimisation().learningRate()),
        Map.entry("learning_rate_step", c.optimisation().learningRateStep()),
        Map.entry("learning_rate_decay", c.optimisation().learningRateDecay()),
        Map.entry("momentum", c.optimisation().momentum()),
        Map.entry("weight_decay", c.optimisation().weightDecay()),
        Map.entry("schedule", EnumNames.of(c.optimisation().schedule())),
        Map.entry("nesterov", c.optimisation().nesterov()),
        Map.entry("limit", c.data().limit()),
        Map.entry("eval_limit", c.data().evaluationLimit()),
        Map.entry("eval_share", c.data().evaluationShare()));
  }

  private static Metric certified(String radius) {
    return new Metric(
        "certified_accuracy/r=" + radius, "certified r=" + radius, "at L2 radius " + radius);
  }

  @SafeVarargs
  private static <V> Map<String, V> inOrder(Map.Entry<String, ? extends V>... entries) {
    Map<String, V> map = new LinkedHashMap<>();
    for (Map.Entry<String, ? extends V> entry : entries) {
      map.put(entry.getKey(), entry.getValue());
    }
    return map;
  }
}
