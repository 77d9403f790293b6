package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.job.Evaluation.LogTask;
import org.smoothadv.internal.command.option.SmoothingOptions;
import org.smoothadv.internal.command.option.TrainedFor;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.IntactImages;
import org.smoothadv.internal.monitor.Progress;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogWriter;
import org.smoothadv.smoothing.Attacker;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.Certification.ImageCertifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.ImagesInFlight;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;
import org.tensorflow.exceptions.TFUnimplementedException;

/** A trained classifier, asked image by image: what {@code certify} and {@code predict} share. */
final class SmoothedRun implements AutoCloseable {
  /** What is asked of each image. */
  @FunctionalInterface
  interface Question<R extends LogRecord> {
    R answer(SampledImage image) throws IOException;
  }

  private final SmoothingOptions options;
  private final ClassifierDescription trained;
  private final FrozenClassifier frozen;
  private final ImageDataset images;
  private final SmoothingParameters parameters;
  private final Precision precision;
  private final Machine machine = Machine.current();
  private final int batch;

  /**
   * Opens classifier and data, which {@link #close} closes.
   *
   * @param n0 samples that choose the class
   * @throws InvalidInputException if an option is wrong or the classifier cannot be used
   */
  SmoothedRun(SmoothingOptions options, int n0) throws IOException {
    options.validate();
    this.options = options;
    TrainedClassifier opened = options.classifier();
    trained = opened.description();
    precision = options.precisionOr(trained.precision());
    parameters = options.parameters(TrainedFor.of(trained), n0);
    frozen = InvalidInputException.at(options.place(), () -> opened.frozen(precision));
    images =
        Datasets.open(
            options.images().datasetOr(trained.dataset()),
            options.images().dataOr(trained.data()),
            options.images().split(),
            trained.shape(),
            OptionalInt.of(trained.classes()));
    if (images.classes() != trained.classes()) {
      images.close();
      throw new InvalidInputException(
          "the images of %s%s have %d classes, but the classifier in %s knows %d"
              .formatted(
                  trained.dataset(),
                  trained.data().isEmpty() ? "" : " in " + options.images().dataOr(trained.data()),
                  images.classes(),
                  options.place(),
                  trained.classes()));
    }
    batch = options.batchOr(BaseClassifier.usualBatch(frozen.largestActivation(), machine));
  }

  /** What the classifier is trained for. */
  TrainedFor trainedFor() {
    return TrainedFor.of(trained);
  }

  /** What is asked for. */
  SmoothingParameters parameters() {
    return parameters;
  }

  /** What shows the answers in TensorBoard when they are all there. */
  ResultPoints points() {
    return new ResultPoints(options, trained, parameters, options.images().chosen(images.size()));
  }

  /** Prepares an attack on the classifier. The caller closes it. */
  Attacker attacker(AttackSettings settings) {
    Attacker attacker = attackerFor(settings);
    String model = trained.digest();
    StoredGraphs.write(
        "attack-%s-%s-%s-%s"
            .formatted(
                trained.architecture(),
                EnumNames.of(precision),
                settings.description(),
                model.substring(0, 12)),
        attacker.graphDef(),
        attacker.graphDescription(model));
    return attacker;
  }

  private Attacker attackerFor(AttackSettings settings) {
    try {
      return new Attacker(frozen, settings, batch, machine);
    } catch (TFUnimplementedException e) {
      if (!String.valueOf(e.getMessage()).contains("No gradient defined")) {
        throw e;
      }
      throw new InvalidSettingException(
              "gradient",
              "{gradient} %s: TensorFlow has none for an operation of %s (%s); {gradient} stein needs none",
              EnumNames.of(settings.gradient()),
              options.place(),
              e.getMessage().lines().findFirst().orElse("").replaceAll("\\. Please.*", ""))
          .because(e);
    }
  }

  /** The size of the images. */
  ImageShape imageShape() {
    return images.shape();
  }

  /**
   * Asks every chosen image that the log does not have yet, several at a time. The answers are
   * logged in the order of the images, each as soon as it and those before it are there. Of a
   * corrupt image there is a warning and no line.
   *
   * @param certifier how images are certified where they are
   */
  <R extends LogRecord> void ask(LogTask<R> task, ImageCertifier certifier, Question<R> question)
      throws IOException {
    AccuracySoFar soFar = new AccuracySoFar(parameters.sigma());
    try (LogWriter<R> log = writer(task)) {
      int[] indices =
          Arrays.stream(options.images().chosen(images.size()))
              .filter(index -> !log.finishedIndices().contains(index))
              .toArray();
      IntactImages intact = new IntactImages(images, log.finishedIndices().size() + indices.length);
      try (Progress progress = Progress.start(task.kind(), indices.length, "images");
          ImagesInFlight<Optional<R>> inFlight =
              new ImagesInFlight<>(
                  answer -> {
                    if (answer.isPresent()) {
                      log.append(answer.get());
                      soFar.add(answer.get());
                      progress.message(soFar.toString());
                    }
                    progress.step();
                  });
          SmoothedClassifier classifier = classifier(certifier)) {
        Supplier<Duration> clock = new Laps();
        for (int index : indices) {
          inFlight.give(() -> answer(question, sampled(classifier, intact, index, clock)));
        }
        inFlight.finish();
      }
      intact.summarize("images");
    }
  }

  private <R extends LogRecord> LogWriter<R> writer(LogTask<R> task) throws IOException {
    Map<String, Object> determining =
        options.determining(trainedFor(), batch, images.digest(), images.size());
    determining.putAll(task.options());
    determining.put(LogProvenance.CLASSES, trained.classes());
    LogProvenance provenance =
        new LogProvenance(task.kind(), options.place().toString(), trained.digest(), determining);
    return options.resume()
        ? LogWriter.resume(task.file(), task.format(), provenance)
        : LogWriter.create(task.file(), task.format(), provenance);
  }

  private SmoothedClassifier classifier(ImageCertifier certifier) {
    Notices.printDevices(machine, List.of());
    BaseClassifier base = new BaseClassifier(frozen, batch, machine);
    store(base, trained.digest());
    return new SmoothedClassifier(base, certifier, parameters, options.seed());
  }

  private void store(BaseClassifier classifier, String model) {
    String name =
        "votes-%s-%s-batch%d-%s"
            .formatted(
                trained.architecture(), EnumNames.of(precision), batch, model.substring(0, 12));
    StoredGraphs.write(name, classifier.graphDef(), classifier.graphDescription(model));
  }

  /** Nothing if the image is corrupt. */
  private Optional<SampledImage> sampled(
      SmoothedClassifier classifier, IntactImages intact, int index, Supplier<Duration> clock) {
    return intact
        .pixels(index)
        .map(
            pixels ->
                new SampledImage(
                    index / options.images().skip(),
                    index,
                    images.label(index),
                    pixels,
                    classifier,
                    clock));
  }

  private static <R extends LogRecord> Optional<R> answer(
      Question<R> question, Optional<SampledImage> image) throws IOException {
    return image.isPresent() ? Optional.of(question.answer(image.get())) : Optional.empty();
  }

  @Override
  public void close() {
    images.close();
  }

  /** The time since the image before was done: added up, the time of all. */
  private static final class Laps implements Supplier<Duration> {
    private long last = System.nanoTime();

    @Override
    public synchronized Duration get() {
      long now = System.nanoTime();
      Duration lap = Duration.ofNanos(now - last);
      last = now;
      return lap;
    }
  }
}
