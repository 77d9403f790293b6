package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.internal.command.job.Evaluation.LogTask;
import org.smoothadv.internal.command.option.SmoothingOptions;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.monitor.TensorBoardWriter;
import org.smoothadv.internal.results.summary.CertificationSummary;
import org.smoothadv.internal.results.table.Radii;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.PredictionRecord;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/**
 * What a finished log says, as points of curves in the TensorBoard of its run: at the epoch whose
 * classifier was asked. A log says it where it lies in the folder of the run and is whole: a shard,
 * or a log that holds more images than were asked for now, speaks for no set of images; one of
 * images whose classes nobody knows tells no accuracy.
 */
final class ResultPoints {
  private static final Logger LOG = LoggerFactory.getLogger("tensorboard");

  /** So far there are points even where less is certified. */
  private static final BigDecimal MIN_RADIUS = BigDecimal.ONE;

  private static final double USUAL_ALPHA = 0.001;

  private final SmoothingOptions options;
  private final ClassifierDescription trained;
  private final SmoothingParameters parameters;
  private final Set<Integer> chosen;

  /**
   * Prepares the points.
   *
   * @param trained the classifier that was asked
   * @param parameters what it was asked for
   * @param chosen the images that were asked about
   */
  ResultPoints(
      SmoothingOptions options,
      ClassifierDescription trained,
      SmoothingParameters parameters,
      int[] chosen) {
    this.options = options;
    this.trained = trained;
    this.parameters = parameters;
    this.chosen = Arrays.stream(chosen).boxed().collect(Collectors.toSet());
  }

  /** Draws certified accuracy at the radii of tables, and the share of abstentions. */
  void writeCertified(LogTask<CertificationRecord> task) throws IOException {
    List<CertificationRecord> records = whole(task);
    if (!records.isEmpty()) {
      CertificationSummary summary = CertificationSummary.of(records);
      String group = "certified_accuracy" + variant();
      Map<String, Double> points = new LinkedHashMap<>();
      for (BigDecimal radius : Radii.upTo(summary.largestRadius().max(MIN_RADIUS))) {
        points.put(
            String.format(Locale.ROOT, "%s/r=%.2f", group, radius),
            summary.accuracyAt(radius).value());
      }
      points.put("abstention/" + group, summary.abstention().value());
      write(group, points);
    }
  }

  /**
   * Draws the accuracy under an attack, and the share of abstentions.
   *
   * @param attack its name, for a part of a tag
   */
  void writeEmpirical(LogTask<PredictionRecord> task, String attack) throws IOException {
    List<PredictionRecord> records = whole(task);
    if (!records.isEmpty()) {
      String tag = "empirical_accuracy" + variant() + "/" + attack;
      Map<String, Double> points = new LinkedHashMap<>();
      points.put(tag, share(records.stream().filter(LogRecord::correct).count(), records));
      points.put(
          "abstention/" + tag.replace('/', '-'),
          share(records.stream().filter(LogRecord::abstained).count(), records));
      write(tag.replace('/', '-'), points);
    }
  }

  private static double share(long count, List<PredictionRecord> records) {
    return (double) count / records.size();
  }

  /** None where the log is to say nothing. */
  private <R extends LogRecord> List<R> whole(LogTask<R> task) throws IOException {
    Path folder = task.file().toAbsolutePath().normalize().getParent();
    boolean ofRun =
        options.run().map(run -> run.toAbsolutePath().normalize().equals(folder)).orElse(false);
    if (!ofRun || options.images().isPart()) {
      return List.of();
    }
    List<R> records = LogReader.read(task.file(), task.format()).records();
    boolean asked = records.stream().allMatch(record -> chosen.contains(record.index()));
    boolean labelled = records.stream().allMatch(LogRecord::labelled);
    return asked && labelled ? records : List.of();
  }

  /** What tells these numbers from those under the noise of training, on test images. */
  private String variant() {
    String noise = parameters.sigma() == trained.sigma() ? "" : "_sigma=" + parameters.sigmaText();
    String alpha = parameters.alpha() == USUAL_ALPHA ? "" : "_alpha=" + parameters.alpha();
    return noise + alpha + (options.images().split() == Split.TEST ? "" : "_on_training_images");
  }

  private void write(String name, Map<String, Double> points) {
    Path run = options.run().orElseThrow();
    try {
      TensorBoardWriter.writePoints(
          run, "%s.epoch%d".formatted(name, trained.epochs()), trained.epochs(), points);
    } catch (IOException e) {
      LOG.warn("the log is whole, but TensorBoard is not told: {}", e.toString());
    }
  }
}
