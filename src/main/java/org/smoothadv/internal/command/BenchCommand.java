package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.device.Machine;
import org.smoothadv.device.PeakMemory;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.StoredClassifier;
import org.smoothadv.internal.bench.Bench;
import org.smoothadv.internal.bench.MatrixProduct;
import org.smoothadv.internal.bench.TrainingWork;
import org.smoothadv.internal.bench.Votes;
import org.smoothadv.internal.bench.Workload;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.command.option.TrainingDataOptions;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.TrainedClassifier;

/** Throughput on this machine. */
@Parameters(
    commandNames = "bench",
    commandDescription =
        "Throughput on this machine: images/s, GFLOP/s and the fraction of the speed of a matrix product measured in the same run; peak memory")
public final class BenchCommand implements Command {
  @Parameter(
      names = "--what",
      category = "Work",
      placeholder = "LIST",
      description =
          "of certify (votes), attack (SmoothAdv-PGD), train (attack and SGD step); of --model certify alone (certify,attack,train)",
      order = 0)
  private List<String> what;

  @Parameter(
      names = "--arch",
      category = "Work",
      placeholder = "NAME",
      description = "the architecture (cifar-resnet-20; none where --model is given)",
      order = 1)
  private String architecture;

  @Parameter(
      names = "--model",
      category = "Work",
      placeholder = "LIST",
      description =
          "exports, adopted models and checkpoints whose votes are measured in turn, beside those of --arch",
      order = 1)
  private List<Path> models = List.of();

  @Parameter(
      names = "--precision",
      category = "Work",
      placeholder = "NAME",
      description = "float32 or bfloat16, of the network and of the matrix product",
      order = 5)
  private Precision precision = Precision.FLOAT32;

  @Parameter(
      names = "--batch",
      category = "Work",
      placeholder = "N",
      description =
          "network evaluations per run of the graph (64 for certify, 256 otherwise; fewer of large images)",
      order = 2)
  private Integer batch;

  @Parameter(
      names = "--image-size",
      category = "Work",
      placeholder = "PIXELS",
      description =
          "height and width of the images (32; 224 for resnet18, -34 and -50; 28 for lenet)",
      order = 6)
  private Integer imageSize;

  @Parameter(
      names = "--steps",
      category = "Work",
      placeholder = "T",
      description = "steps of the attack",
      order = 3)
  private int steps = 2;

  @Parameter(
      names = "--noise-samples",
      category = "Work",
      placeholder = "M",
      description = "noises per image, m",
      order = 4)
  private int noiseSamples = 1;

  @Parameter(
      names = "--rounds",
      category = "Measurement",
      placeholder = "N",
      description = "counted rounds, each of which runs everything once; medians are printed",
      order = 10)
  private int rounds = 9;

  @Override
  public void run() throws IOException {
    if (rounds < 1) {
      throw new InvalidSettingException("rounds", "{rounds} is %s; accepted is at least 1", rounds);
    }
    Machine machine = Machine.current();
    Map<Path, FrozenClassifier> classifiers = new LinkedHashMap<>();
    for (Path model : models) {
      TrainedClassifier opened = StoredClassifier.ofModel(model).open();
      classifiers.put(model, InvalidInputException.at(model, () -> opened.frozen(precision)));
    }
    Optional<Network> network = network();
    List<Workload> workloads = new ArrayList<>();
    List<String> about = new ArrayList<>();
    try (MatrixProduct peak = new MatrixProduct(precision, machine)) {
      network.ifPresent(
          own -> {
            what().forEach(name -> workloads.add(workload(name, own, machine)));
            about.add(
                "%s, T=%d, m=%d".formatted(sized(architecture, own.shape()), steps, noiseSamples));
          });
      classifiers.forEach(
          (model, classifier) -> {
            workloads.add(votes("certify " + model, classifier, machine));
            about.add(sized(model.toString(), classifier.shape()));
          });
      Notices.printDevices(machine, List.of());
      print(String.join("; ", about), Bench.measure(peak, workloads, rounds), machine);
    } finally {
      workloads.forEach(Workload::close);
    }
  }

  private List<String> what() {
    return what != null ? what : List.of("certify", "attack", "train");
  }

  /** The network of random weights, where one is measured. */
  private Optional<Network> network() {
    if (architecture == null && !models.isEmpty()) {
      if (what != null && !what.equals(List.of("certify"))) {
        throw new InvalidSettingException(
            "what",
            "{what} %s: of {model} the votes are measured, {what} certify; attack and training need {arch}",
            String.join(",", what));
      }
      return Optional.empty();
    }
    architecture = architecture == null ? "cifar-resnet-20" : architecture;
    Architectures.Task task = Architectures.taskOf(architecture);
    ImageShape shape = TrainingDataOptions.sized(task.imageShape(), imageSize);
    return Optional.of(
        InvalidInputException.at(
            "--arch",
            () ->
                Architectures.named(
                    architecture,
                    task.classes(),
                    shape,
                    Architectures.standardNormalization(architecture, shape.channels()))));
  }

  private static String sized(String name, ImageShape shape) {
    return "%s, %dx%d pixels".formatted(name, shape.height(), shape.width());
  }

  private Workload workload(String name, Network network, Machine machine) {
    return switch (name) {
      case "certify" -> votes(name, Votes.drawn(network, precision), machine);
      case "attack" ->
          new TrainingWork(TrainingWork.Part.ATTACK, network, configuration(network), machine);
      case "train" ->
          new TrainingWork(TrainingWork.Part.TRAIN, network, configuration(network), machine);
      default ->
          throw new InvalidSettingException(
              "what", "{what} %s: accepted are certify, attack and train, comma-separated", name);
    };
  }

  private Votes votes(String name, FrozenClassifier classifier, Machine machine) {
    int rows =
        batch == null ? BaseClassifier.usualBatch(classifier.largestActivation(), machine) : batch;
    if (rows < 1) {
      throw new InvalidSettingException("batch", "{batch} is %s; accepted is at least 1", rows);
    }
    return new Votes(name, classifier, rows, machine);
  }

  /** As many pixels as 256 images of CIFAR-10 have. */
  private int trainingBatch(Network network) {
    int pixels = network.shape().height() * network.shape().width();
    int images =
        Math.max(BaseClassifier.usualBatch(network.largestActivation()), 256 * 32 * 32 / pixels);
    return batch == null ? images : batch;
  }

  private TrainingConfiguration configuration(Network network) {
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", network.shape()),
        NetworkSettings.of(architecture)
            .withNormalization(
                Architectures.standardNormalization(architecture, network.shape().channels()))
            .withPrecision(precision),
        AdversarialTraining.gaussian(0.25)
            .withNoiseSamples(noiseSamples)
            .withAttack(Method.PGD, 0.5, steps)
            .withWarmup(0),
        Optimisation.DEFAULT.withEpochs(1).withBatch(trainingBatch(network)),
        0);
  }

  private void print(String about, List<Bench.Speed> speeds, Machine machine) {
    System.out.printf(
        Locale.ROOT, "%s, %s, %d threads%n%n", about, EnumNames.of(precision), machine.threads());
    int width = speeds.stream().mapToInt(speed -> speed.name().length()).max().orElse(0);
    String name = "%-" + Math.max(16, width) + "s";
    System.out.printf(name + " %10s %10s %10s%n", "", "images/s", "GFLOP/s", "of peak");
    for (Bench.Speed speed : speeds) {
      System.out.printf(
          Locale.ROOT,
          name + " %10s %10.1f %9.0f%%%n",
          speed.name(),
          speed.imagesPerSecond() == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  speed.imagesPerSecond() < 10 ? "%.1f" : "%.0f",
                  speed.imagesPerSecond()),
          speed.gigaOperations(),
          100 * speed.fractionOfPeak());
    }
    OptionalLong memory = PeakMemory.ofThisProcess();
    System.out.printf(
        Locale.ROOT,
        "%npeak memory of the process: %s%n",
        memory.isPresent() ? "%.1f GB".formatted(memory.getAsLong() / 1e9) : "unknown");
  }
}
