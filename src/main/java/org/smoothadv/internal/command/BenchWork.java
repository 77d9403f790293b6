package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.StoredClassifier;
import org.smoothadv.internal.bench.EpochWork;
import org.smoothadv.internal.bench.MatrixProduct;
import org.smoothadv.internal.bench.TrainingWork;
import org.smoothadv.internal.bench.Votes;
import org.smoothadv.internal.bench.Workload;
import org.smoothadv.internal.command.option.BenchOptions;
import org.smoothadv.internal.command.option.TrainingDataOptions;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.dataset.SyntheticShapes;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.FrozenClassifier;

/** One workload, made from options: what a process that measures prepares. */
final class BenchWork {
  private static final String USUAL_ARCHITECTURE = "cifar-resnet-20";

  private final BenchOptions options;
  private final Machine machine;

  BenchWork(BenchOptions options, Machine machine) {
    this.options = options;
    this.machine = machine;
  }

  /**
   * A workload and what it works on.
   *
   * @param about in words
   */
  record Described(Workload work, List<String> about) {}

  /** Prepares a workload of a kind. */
  Described prepare(BenchKind kind) throws IOException {
    if (kind == BenchKind.PRODUCT) {
      return new Described(new MatrixProduct(options.precision(), machine), List.of());
    }
    if (!options.models().isEmpty()) {
      String model = options.models().get(0).toString();
      FrozenClassifier classifier = model();
      return new Described(
          votes("certify " + model, classifier), List.of(sized(model, classifier.shape())));
    }
    Network network = network();
    String sized = sized(architecture(), network.shape());
    if (kind == BenchKind.CERTIFY) {
      return new Described(
          votes("certify", Votes.drawn(network, options.precision())), List.of(sized));
    }
    String about =
        "%s, m=%d"
            .formatted(
                options.objective() == null
                    ? "attack T=%d".formatted(options.steps())
                    : "objective " + EnumNames.of(options.objective()),
                options.noiseSamples());
    TrainingConfiguration configuration = configuration(network);
    if (kind == BenchKind.TRAIN) {
      ImageDataset images = images(network, configuration);
      EpochWork work = new EpochWork(network, configuration, images, machine);
      return new Described(
          work,
          List.of(
              sized, about, "train on %d images of %s".formatted(work.images(), images.name())));
    }
    TrainingWork.Part part =
        kind == BenchKind.ATTACK ? TrainingWork.Part.ATTACK : TrainingWork.Part.STEP;
    return new Described(
        new TrainingWork(part, network, configuration, machine), List.of(sized, about));
  }

  private static String sized(String name, ImageShape shape) {
    return "%s, %dx%d pixels".formatted(name, shape.height(), shape.width());
  }

  private FrozenClassifier model() throws IOException {
    var model = options.models().get(0);
    var opened = StoredClassifier.ofModel(model).open();
    return InvalidInputException.at(model, () -> opened.frozen(options.precision()));
  }

  private String architecture() throws IOException {
    if (options.architecture() != null) {
      return options.architecture();
    }
    boolean usual = options.dataset() == null || shape().equals(ImageShape.ofSize(32));
    return usual ? USUAL_ARCHITECTURE : Architectures.usual(shape());
  }

  /** The size of the images. */
  private ImageShape shape() throws IOException {
    ImageShape usual =
        options.dataset() == null
            ? Architectures.taskOf(architecture()).imageShape()
            : Datasets.usualShape(options.dataset(), options.folder());
    return TrainingDataOptions.sized(usual, options.imageSize());
  }

  /** The network of random weights. */
  private Network network() throws IOException {
    String name = architecture();
    ImageShape shape = shape();
    int classes =
        options.dataset() == null ? Architectures.taskOf(name).classes() : classesOfDataset();
    return InvalidInputException.at(
        "--arch",
        () ->
            Architectures.named(
                name, classes, shape, Architectures.standardNormalization(name, shape.channels())));
  }

  private int classesOfDataset() throws IOException {
    OptionalInt known = Datasets.classes(options.dataset());
    if (known.isPresent()) {
      return known.getAsInt();
    }
    try (ImageDataset images = open(options.dataset(), shape())) {
      return images.classes();
    }
  }

  private ImageDataset open(String dataset, ImageShape shape) throws IOException {
    ImageDataset images = Datasets.open(dataset, options.folder(), Split.TRAIN, shape);
    Datasets.requireLabels(images, options.folder(), "training");
    return images;
  }

  private ImageDataset images(Network network, TrainingConfiguration configuration)
      throws IOException {
    if (options.dataset() != null) {
      return open(options.dataset(), network.shape());
    }
    boolean fits = Datasets.onlyShape(SyntheticShapes.NAME).equals(Optional.of(network.shape()));
    return fits
        ? Datasets.open(SyntheticShapes.NAME, Path.of(""), Split.TRAIN, network.shape())
        : EpochWork.randomImages(network, configuration);
  }

  private Votes votes(String name, FrozenClassifier classifier) {
    int rows =
        options.batch() == null
            ? BaseClassifier.usualBatch(classifier.largestActivation(), machine)
            : options.batch();
    InvalidSettingException.require(rows >= 1, "batch", rows, "accepted is at least 1");
    return new Votes(name, classifier, options.noise(), rows, machine);
  }

  /** As many pixels as 256 images of CIFAR-10 have. */
  private int trainingBatch(Network network) {
    int pixels = network.shape().height() * network.shape().width();
    int images =
        Math.max(BaseClassifier.usualBatch(network.largestActivation()), 256 * 32 * 32 / pixels);
    return options.batch() == null ? images : options.batch();
  }

  private TrainingConfiguration configuration(Network network) throws IOException {
    String name = architecture();
    return new TrainingConfiguration(
        TrainingData.of(SyntheticShapes.NAME, "", network.shape()),
        NetworkSettings.of(name)
            .withNormalization(
                Architectures.standardNormalization(name, network.shape().channels()))
            .withPrecision(options.precision()),
        adversarial(),
        options.objective() == null
            ? ObjectiveSettings.CROSS_ENTROPY
            : ObjectiveSettings.of(options.objective()),
        Optimisation.DEFAULT.withEpochs(1).withBatch(trainingBatch(network)),
        0);
  }

  private AdversarialTraining adversarial() {
    AdversarialTraining gaussian =
        AdversarialTraining.gaussian(0.25).withNoiseSamples(options.noiseSamples()).withWarmup(0);
    if (options.objective() == null) {
      return gaussian.withAttack(Method.PGD, 0.5, options.steps());
    }
    return options.objective() == ObjectiveSettings.Method.SMOOTHMIX
        ? gaussian.withSteps(options.steps())
        : gaussian;
  }
}
