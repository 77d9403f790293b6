package org.smoothadv.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.dataset.Datasets;
import org.smoothadv.dataset.ImageDataset;
import org.smoothadv.dataset.ImageShape;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.monitor.Progress;
import org.smoothadv.network.Precision;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogWriter;
import org.smoothadv.smoothing.Attacker;
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
    R answer(SampledImage image) throws IOException;
  }

  private final SmoothingOptions options;
  private final RunFolder run;
  private final Checkpoint checkpoint;
  private final TrainingConfiguration trained;
  private final ImageDataset images;
  private final SmoothingParameters parameters;
  private final Precision precision;

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
    precision = options.precisionOr(trained.precision());
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
    checkpoint = run.load();
  }

  /** What is asked for. */
  SmoothingParameters parameters() {
    return parameters;
  }

  /** Prepares an attack on the run's classifier. The caller closes it. */
  Attacker attacker(AttackSettings settings) {
    Attacker attacker =
        new Attacker(
            run.network(),
            checkpoint.state(),
            precision,
            settings,
            options.batch(),
            Machine.current());
    StoredGraphs.write(
        "attack-%s-%s-%s-%s"
            .formatted(
                run.network().name(),
                EnumNames.of(precision),
                settings.description(),
                checkpoint.digest().substring(0, 12)),
        attacker.graphDef(),
        attacker.graphDescription(checkpoint.digest()));
    return attacker;
  }

  /** The size of the images. */
  ImageShape imageShape() {
    return images.shape();
  }

  /**
   * The log that is written.
   *
   * @param name its name in the run's folder where the user gave none
   */
  Path log(String name) {
    return options.logOr(run.resolve(name + ".tsv"));
  }

  /**
   * Asks every chosen image that the log does not have yet; each answer is logged at once.
   *
   * @param kind the command that asks
   * @param more options of that command which determine a line, for the log's description
   */
  <R extends LogRecord> void ask(
      String kind, Path file, Map<String, ?> more, LogFormat<R> format, Question<R> question)
      throws IOException {
    Map<String, Object> determining = determining();
    determining.putAll(more);
    new LogProvenance(kind, options.run().toString(), checkpoint.digest(), determining)
        .describe(file, options.resume());
    try (LogWriter<R> log =
            options.resume() ? LogWriter.resume(file, format) : LogWriter.create(file, format);
        BaseClassifier classifier =
            new BaseClassifier(
                run.network(), checkpoint.state(), precision, options.batch(), Machine.current())) {
      store(classifier, checkpoint.digest());
      List<Integer> indices = chosen(log.finishedIndices());
      try (Progress progress = Progress.start(kind, indices.size(), "images")) {
        for (int index : indices) {
          log.append(question.answer(sampled(classifier, index)));
          progress.step();
        }
      }
    }
  }

  private void store(BaseClassifier classifier, String model) {
    String name =
        "votes-%s-%s-batch%d-%s"
            .formatted(
                run.network().name(),
                EnumNames.of(precision),
                options.batch(),
                model.substring(0, 12));
    StoredGraphs.write(name, classifier.graphDef(), classifier.graphDescription(model));
  }

  private SampledImage sampled(BaseClassifier classifier, int index) {
    byte[] bytes = new byte[images.shape().bytes()];
    images.copyPixels(index, bytes, 0);
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (bytes[i] & 0xff) / 255f;
    }
    return new SampledImage(
        index / options.skip(),
        index,
        images.label(index),
        pixels,
        parameters.sigma(),
        (at, sigma) -> classifier.votes(at, index, sigma, options.seed()),
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

  private Map<String, Object> determining() {
    Map<String, Object> determining = new LinkedHashMap<>();
    determining.put("dataset", images.name());
    determining.put("split", EnumNames.of(options.split()));
    determining.put("sigma", parameters.sigma());
    determining.put("n", parameters.n());
    determining.put("alpha", parameters.alpha());
    determining.put("batch", options.batch());
    determining.put("seed", options.seed());
    determining.put("precision", EnumNames.of(precision));
    return determining;
  }
}
