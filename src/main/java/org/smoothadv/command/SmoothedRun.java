package org.smoothadv.command;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.smoothadv.dataset.Datasets;
import org.smoothadv.dataset.ImageDataset;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.monitor.Progress;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogWriter;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.training.Checkpoint;
import org.smoothadv.training.RunFolder;
import org.smoothadv.training.TrainingConfiguration;

/** A trained run, asked image by image: what {@code certify} and {@code predict} share. */
final class SmoothedRun {
  /** What is asked of each image. */
  @FunctionalInterface
  interface Question<R extends LogRecord> {
    R answer(SampledImage image);
  }

  private final SmoothingOptions options;
  private final RunFolder run;
  private final TrainingConfiguration trained;
  private final ImageDataset images;
  private final SmoothingParameters parameters;

  /**
   * Opens run and data.
   *
   * @param n0 samples that choose the class
   * @throws InvalidInputException if an option is wrong or the run cannot be used
   */
  SmoothedRun(SmoothingOptions options, int n0) throws IOException {
    options.validate();
    this.options = options;
    run = RunFolder.open(options.run());
    trained = run.description().configuration();
    parameters =
        new SmoothingParameters(options.sigmaOr(trained.sigma()), n0, options.n(), options.alpha());
    String dataset = options.datasetOr(trained.dataset());
    if (!dataset.equals(trained.dataset())) {
      throw new InvalidInputException(
          "--dataset %s: the run %s was trained on %s"
              .formatted(dataset, options.run(), trained.dataset()));
    }
    images =
        Datasets.open(dataset, options.dataOr(trained.data()), options.split(), trained.seed());
    if (images.classes() != run.description().classes()) {
      throw new InvalidInputException(
          "--data: %d classes, but the run %s knows %d"
              .formatted(images.classes(), options.run(), run.description().classes()));
    }
  }

  /** What is asked for. */
  SmoothingParameters parameters() {
    return parameters;
  }

  /** Asks every chosen image that the log does not have yet; each answer is logged at once. */
  <R extends LogRecord> Path ask(String kind, LogFormat<R> format, Question<R> question)
      throws IOException {
    return ask(kind, UnaryOperator.identity(), format, question);
  }

  /**
   * As {@link #ask(String, LogFormat, Question)}.
   *
   * @param completion says what only this kind of log has of its provenance
   */
  <R extends LogRecord> Path ask(
      String kind,
      UnaryOperator<LogProvenance> completion,
      LogFormat<R> format,
      Question<R> question)
      throws IOException {
    Checkpoint checkpoint = run.load();
    Machine machine = Machine.current();
    Path file = options.logOr(run.resolve(kind + "-" + decimal(parameters.sigma()) + ".tsv"));
    completion.apply(provenance(kind, checkpoint)).describe(file, options.resume());
    try (LogWriter<R> log =
            options.resume() ? LogWriter.resume(file, format) : LogWriter.create(file, format);
        BaseClassifier classifier =
            new BaseClassifier(run.network(), checkpoint.state(), options.batch(), machine)) {
      store(classifier, checkpoint.digest());
      List<Integer> indices = chosen(log.finishedIndices());
      try (Progress progress = Progress.start(kind, indices.size(), "images")) {
        for (int index : indices) {
          log.append(question.answer(sampled(classifier, index)));
          progress.step();
        }
      }
    }
    return file;
  }

  private void store(BaseClassifier classifier, String model) {
    String name =
        "votes-%s-float32-batch%d-%s"
            .formatted(run.network().name(), options.batch(), model.substring(0, 12));
    StoredGraphs.write(name, classifier.graphDef(), classifier.graphDescription(model));
  }

  private SampledImage sampled(BaseClassifier classifier, int index) {
    byte[] pixels = new byte[images.shape().bytes()];
    images.copyPixels(index, pixels, 0);
    return new SampledImage(
        index,
        images.label(index),
        classifier.votes(pixels, index, parameters.sigma(), options.seed()),
        classifier.votes(pixels, index, 0, options.seed()),
        System.nanoTime());
  }

  private List<Integer> chosen(Set<Integer> finished) {
    List<Integer> indices = new ArrayList<>();
    int taken = 0;
    for (int i = 0; i < images.size() && taken < options.maxOrAll(); i += options.skip()) {
      taken++;
      if (!finished.contains(i)) {
        indices.add(i);
      }
    }
    return indices;
  }

  private LogProvenance provenance(String kind, Checkpoint checkpoint) {
    return new LogProvenance(
        kind,
        options.run().toString(),
        checkpoint.digest(),
        images.name(),
        EnumNames.of(options.split()),
        parameters.sigma(),
        kind.equals("certify") ? parameters.n0() : 0,
        parameters.n(),
        parameters.alpha(),
        options.batch(),
        options.seed(),
        "float32",
        null,
        null,
        null);
  }

  private static String decimal(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
