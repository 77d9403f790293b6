package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.device.Device;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.training.EpochProgress;
import org.smoothadv.internal.training.StartingPoint;
import org.smoothadv.internal.training.TensorBoardCurves;
import org.smoothadv.internal.training.TensorBoardExamples;
import org.smoothadv.internal.training.Trainer;
import org.smoothadv.internal.training.TrainingListener;
import org.smoothadv.internal.training.TrainingLog;
import org.smoothadv.internal.training.TrainingSession;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.RunLock;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/**
 * One training run from its configuration to its folder: what {@code train} and {@code study} do.
 */
public final class TrainingJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("train");

  private final TrainingConfiguration configuration;

  /** With paths by which the files are found from here. */
  private final TrainingConfiguration found;

  private final Machine machine;
  private final RunImages images;
  private final Network network;
  private final List<Device> devices;

  /**
   * Opens the data, which {@link #close} closes.
   *
   * @throws InvalidInputException if dataset, architecture or a device do not exist, or do not fit
   *     each other
   */
  public TrainingJob(TrainingConfiguration configuration, Machine machine) throws IOException {
    this(configuration, machine, Path.of(""));
  }

  /**
   * Opens the data, which {@link #close} closes.
   *
   * @param folder where relative paths of the configuration begin, which the run keeps as they are
   * @throws InvalidInputException as above
   */
  public TrainingJob(TrainingConfiguration configuration, Machine machine, Path folder)
      throws IOException {
    this.configuration = configuration;
    found = from(folder, configuration);
    this.machine = machine;
    devices = Device.named(configuration.network().devices());
    if (devices.stream().anyMatch(device -> device.kind() == Device.Kind.GPU)) {
      FoundDevices.of(machine).require(devices);
    }
    images = RunImages.open(found);
    network = network();
  }

  private static TrainingConfiguration from(Path folder, TrainingConfiguration c) {
    TrainingData data = c.data();
    return new TrainingConfiguration(
        data.withFiles(from(folder, data.data()), from(folder, data.unlabelled())),
        c.network().withFineTune(from(folder, c.network().fineTune())),
        c.adversarial(),
        c.objective(),
        c.optimisation(),
        c.seed());
  }

  private static String from(Path folder, String path) {
    return path.isEmpty() ? "" : folder.resolve(path).toString();
  }

  private Network network() {
    ImageShape size = configuration.data().imageSize();
    try {
      return Architectures.named(
          configuration.network().architecture(),
          images.classes(),
          size,
          configuration.network().normalization());
    } catch (InvalidInputException e) {
      throw sizeChoosesArchitecture()
          ? new InvalidSettingException(
              "imageSize", "{imageSize} %s: %s", size.text(), e.getMessage())
          : new InvalidSettingException("architecture", "{architecture}: %s", e.getMessage());
    }
  }

  /** Then it is the size that is wrong where they do not fit each other. */
  private boolean sizeChoosesArchitecture() {
    return configuration
        .network()
        .architecture()
        .equals(Architectures.usual(configuration.data().imageSize()));
  }

  /**
   * Checks that there is what training starts from.
   *
   * @throws InvalidInputException if the model to fine-tune cannot be used
   */
  public void requireStart() throws IOException {
    if (!configuration.network().fineTune().isEmpty()) {
      StartingPoint.of(found, network);
    }
  }

  /**
   * Trains a new network, or fine-tunes a trained one.
   *
   * @throws InvalidInputException if the folder holds a run already, or is being written, or the
   *     model to fine-tune cannot be used
   */
  public RunFolder start(Path folder) throws IOException {
    StartingPoint start = StartingPoint.of(found, network);
    RunDescription description =
        new RunDescription(
            images.classes(),
            images.labelled(),
            images.pseudoLabelled(),
            start.digest(),
            configuration,
            machine);
    try (RunLock lock = RunLock.takeNew(folder)) {
      RunFolder run = RunFolder.create(lock, description);
      train(run, start.checkpoint());
      return run;
    }
  }

  /**
   * Continues a run after its last finished epoch.
   *
   * @throws InvalidInputException if the run was trained on other data, or is being trained, or was
   *     changed by another process since it was opened
   */
  public RunFolder resume(RunFolder stored) throws IOException {
    try (RunLock lock = RunLock.take(stored)) {
      if (!RunFolder.open(stored.folder()).description().equals(stored.description())) {
        throw new InvalidSettingException(
            "run",
            "{run} %s has just been continued by another process: look at it, and try again",
            stored.folder());
      }
      return resumeLocked(stored);
    }
  }

  private RunFolder resumeLocked(RunFolder stored) throws IOException {
    RunDescription before = stored.description();
    images.requireAsBefore(before);
    if (!before.machine().equals(machine)) {
      LOG.warn(
          "the run began on {}, now on {}: results may differ in their last bits",
          before.machine(),
          machine);
    }
    Checkpoint checkpoint = stored.hasCheckpoint() ? stored.load() : beginning(before);
    RunFolder run = stored.describe(before.continued(images.labelled(), configuration));
    if (checkpoint.epochsDone() >= configuration.optimisation().epochs()) {
      LOG.info("all {} epochs are done", configuration.optimisation().epochs());
      return run;
    }
    train(run, checkpoint);
    return run;
  }

  /** Before the first epoch is done a fine-tuned run still needs the model that it began with. */
  private Checkpoint beginning(RunDescription before) throws IOException {
    StartingPoint start = StartingPoint.of(found, network);
    if (!start.digest().equals(before.fineTuneDigest())) {
      throw new InvalidSettingException(
          "fineTune",
          "{fineTune} %s is not the model that the run began with: restore it, or start another run",
          configuration.network().fineTune());
    }
    return start.checkpoint();
  }

  private void train(RunFolder run, Checkpoint from) throws IOException {
    Notices.printDevices(machine, devices);
    LOG.info("training {} on {}", network.name(), images.description());
    warnOfShortTraining();
    try (TrainingSession session = new TrainingSession(network, configuration, machine);
        TrainingBoard board =
            TrainingBoard.open(run, configuration, from.epochsDone(), session.graphDef());
        EpochProgress progress = new EpochProgress(configuration.optimisation().epochs())) {
      StoredGraphs.write(graphName(), session.graphDef(), session.graphDescription());
      session.restore(from.state());
      TrainingLog log = new TrainingLog(run.resolve("train.tsv"), from.epochsDone());
      List<TrainingListener> listeners =
          new ArrayList<>(List.of(progress, log, new TensorBoardCurves(board.writer())));
      if (configuration.adversarial().attackSettings().attacks()) {
        listeners.add(
            new TensorBoardExamples(
                session, images.test(), configuration.adversarial().epsilon(), board.writer()));
      }
      new Trainer(configuration, session, images.training(), images.test(), listeners)
          .run(run, from.epochsDone());
      board.succeeded();
    }
  }

  /** What comes gradually, or late, may not be there in full when training ends. */
  private void warnOfShortTraining() {
    int epochs = configuration.optimisation().epochs();
    double epsilon = configuration.adversarial().epsilonOf(epochs - 1);
    if (epsilon < configuration.adversarial().epsilon()) {
      LOG.warn(
          "training ends after {} epochs, when epsilon has risen to {}, not to {}",
          epochs,
          epsilon,
          configuration.adversarial().epsilon());
    }
    double ramp = configuration.rampOf(epochs - 1);
    if (ramp < 1) {
      LOG.warn(
          "training ends after {} epochs, when what {} adds to the cross-entropy has {} of its weight",
          epochs,
          EnumNames.of(configuration.objective().objective()),
          ramp);
    }
  }

  @Override
  public void close() {
    images.close();
  }

  private String graphName() {
    TrainingConfiguration c = configuration;
    String normalization = c.network().normalizationText();
    return String.format(
        Locale.ROOT,
        "train-%s%s-%s-classes%d-sigma%s-%s-%s-%s%s-beta%s-epsilon%s-T%d-m%d%s%s",
        c.network().architecture(),
        normalization.equals("standard") ? "" : "-" + normalization.replace('/', '-'),
        EnumNames.of(c.network().precision()),
        network.classes(),
        c.adversarial().sigma(),
        EnumNames.of(c.adversarial().attack()),
        EnumNames.of(c.adversarial().gradient()),
        EnumNames.of(c.adversarial().attackTarget()),
        c.adversarial().noiseAfterAttack() ? "" : "-without-noise",
        c.adversarial().inverseTemperature(),
        c.adversarial().epsilon(),
        c.adversarial().steps(),
        c.adversarial().noiseSamples(),
        c.objective().description(),
        c.network().devices().stream()
            .map(name -> "-" + name.replace(":", ""))
            .collect(Collectors.joining()));
  }
}
