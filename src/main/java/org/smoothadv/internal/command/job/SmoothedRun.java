package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.asking.Answer;
import org.smoothadv.internal.asking.Answerer;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.asking.LocalWorkers;
import org.smoothadv.internal.asking.Question;
import org.smoothadv.internal.asking.Question.Smoothing;
import org.smoothadv.internal.asking.Workers;
import org.smoothadv.internal.asking.Workers.Asking;
import org.smoothadv.internal.command.job.Evaluation.LogTask;
import org.smoothadv.internal.command.option.SmoothingOptions;
import org.smoothadv.internal.command.option.TrainedFor;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.monitor.Progress;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogWriter;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/** A trained classifier, asked image by image: what {@code certify} and {@code predict} share. */
final class SmoothedRun implements AutoCloseable {
  /** Makes the line of an image. */
  @FunctionalInterface
  interface Recorder<A extends Answer, R extends LogRecord> {
    /**
     * The line of an image.
     *
     * @param elapsed since the line before it
     */
    R record(ImagePlace image, A answer, Duration elapsed) throws IOException;
  }

  /**
   * Which image it is.
   *
   * @param position among the images that are asked about, from 0
   * @param index in the dataset
   */
  record ImagePlace(int position, int index, int label) {}

  private final SmoothingOptions options;
  private final ClassifierDescription trained;
  private final FrozenClassifier frozen;
  private final ImageDataset images;
  private final SmoothingParameters parameters;
  private final Precision precision;
  private final Machine machine = Machine.current();
  private final int batch;
  private final Optional<Cluster> shared;
  private Cluster own;
  private LogSeed seed;

  /**
   * Opens classifier and data, which {@link #close} closes.
   *
   * @param n0 samples that choose the class
   * @param cluster that is asked, which stays open; where there is none, that of the options is, or
   *     else this process
   * @throws InvalidInputException if an option is wrong or the classifier cannot be used
   */
  SmoothedRun(SmoothingOptions options, int n0, Optional<Cluster> cluster) throws IOException {
    options.validate();
    shared = cluster;
    this.options = options;
    TrainedClassifier opened = options.classifier().open();
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

  /**
   * How the classifier is smoothed and run.
   *
   * @param task whose log is written, or gone on with
   */
  Smoothing smoothing(LogTask<?> task) throws IOException {
    if (parameters.noise() == NoiseKind.DISCRETE) {
      ChosenImages.requireOnGrid(images, options.images());
    }
    Kernels kernels = options.kernels(precision, begun(task.file()));
    seed = LogSeed.of(options.seed(), task.file(), options.resume());
    BigDecimal remainder = parameters.remainder(trained.shape().values());
    return new Smoothing(parameters.without(remainder), precision, batch, kernels, seed.number());
  }

  /**
   * The kernels of the log that is gone on with; what is wrong with it is told when it is opened.
   */
  private Optional<Kernels> begun(Path log) throws IOException {
    if (!options.resume() || !Files.exists(log)) {
      return Optional.empty();
    }
    try {
      Object stored = LogProvenance.of(log).options().get(LogProvenance.KERNELS);
      return Optional.of(stored == null ? Kernels.ONEDNN : Kernels.TENSORFLOW);
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** What shows the answers in TensorBoard when they are all there. */
  ResultPoints points() {
    return new ResultPoints(options, trained, parameters, options.images().chosen(images.size()));
  }

  /** The size of the images. */
  ImageShape imageShape() {
    return images.shape();
  }

  /**
   * Checks that the classes of the images are known.
   *
   * @param purpose what needs them
   * @throws InvalidInputException if they are not
   */
  void requireLabels(String purpose) {
    Datasets.requireLabels(images, options.images().dataOr(trained.data()), purpose);
  }

  /** The pixels of an image, HWC. */
  float[] pixels(int index) {
    return images.pixels(index);
  }

  /**
   * Asks about every chosen image that the log does not have yet. Each answer is logged as it
   * comes; in the end the lines are in the order of the images. Of a corrupt image there is a
   * warning and no line.
   */
  <A extends Answer, R extends LogRecord> void ask(
      LogTask<R> task, Question<A> question, Recorder<A, R> recorder) throws IOException {
    AccuracySoFar soFar = new AccuracySoFar(parameters.sigma());
    // What cannot be asked leaves no log.
    Workers workers = workers();
    try (Asking<A> asking = workers.prepare(question);
        LogWriter<R> log = writer(task, question.smoothing().kernels())) {
      log.begun().forEach(soFar::add);
      if (workers instanceof LocalWorkers) {
        Notices.printDevices(machine, List.of());
      }
      ChosenImages chosen = new ChosenImages(images, options.images(), log.finishedIndices());
      try (Progress progress = progress(task.kind(), chosen.size())) {
        Laps laps = new Laps();
        asking.ask(
            chosen,
            (number, answer) -> {
              if (answer.isPresent()) {
                R line = recorder.record(chosen.place(number), answer.get(), laps.next());
                log.append(line);
                soFar.add(line);
                progress.message(soFar.toString());
              }
              progress.step();
            });
      }
      log.sort();
      seed.tell(log);
      chosen.summarize();
    }
  }

  /** Whoever shares a cluster makes several logs at once, whose bars would be one over another. */
  private Progress progress(String kind, int size) {
    return shared.isPresent() ? Progress.none() : Progress.start(kind, size, "images");
  }

  private Workers workers() throws IOException {
    if (shared.isEmpty() && own == null && options.spark().isPresent()) {
      own = Cluster.connect(options.spark().get(), Cluster.Share.CORE);
    }
    Optional<Cluster> cluster = shared.or(() -> Optional.ofNullable(own));
    if (cluster.isPresent()) {
      return cluster.get().workers(options.classifier(), trained.digest());
    }
    return new LocalWorkers(frozen, machine, this::store);
  }

  private <R extends LogRecord> LogWriter<R> writer(LogTask<R> task, Kernels kernels)
      throws IOException {
    Map<String, Object> determining =
        options.determining(trainedFor(), batch, images.digest(), images.size());
    determining.putAll(seed.determining());
    determining.putAll(task.options());
    determining.put(LogProvenance.CLASSES, trained.classes());
    if (kernels != Kernels.ONEDNN) {
      determining.put(LogProvenance.KERNELS, EnumNames.of(kernels));
    }
    LogProvenance provenance =
        new LogProvenance(task.kind(), options.place().toString(), trained.digest(), determining);
    boolean kept = seed.keep();
    try {
      return options.resume()
          ? LogWriter.resume(task.file(), task.format(), provenance)
          : LogWriter.create(task.file(), task.format(), provenance);
    } catch (IOException | RuntimeException e) {
      if (kept) {
        seed.forget();
      }
      throw e;
    }
  }

  private void store(Answerer<?> answerer) {
    String model = trained.digest();
    String of = trained.architecture();
    String type = EnumNames.of(precision);
    String digest = model.substring(0, 12);
    answerer
        .attacker()
        .ifPresent(
            it ->
                StoredGraphs.write(
                    "attack-%s-%s-%s-%s".formatted(of, type, it.settings().description(), digest),
                    it.graphDef(),
                    it.graphDescription(model)));
    StoredGraphs.write(
        "votes-%s-%s-batch%d-%s".formatted(of, type, batch, digest),
        answerer.base().graphDef(),
        answerer.base().graphDescription(model));
  }

  @Override
  public void close() {
    images.close();
    if (own != null) {
      own.close();
    }
  }

  /** The time since the line before was written: added up, the time of all. */
  private static final class Laps {
    private long last = System.nanoTime();

    Duration next() {
      long now = System.nanoTime();
      Duration lap = Duration.ofNanos(now - last);
      last = now;
      return lap;
    }
  }
}
