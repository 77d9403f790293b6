package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;
import org.smoothadv.internal.checkpoint.pytorch.PyTorchCheckpoint;
import org.smoothadv.internal.command.job.ChosenNormalization;
import org.smoothadv.internal.command.job.NormalizationReport;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.command.option.ImportOptions;
import org.smoothadv.internal.command.option.OptionConverters;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.training.ImportedArchitecture;
import org.smoothadv.internal.training.ImportedNormalization;
import org.smoothadv.internal.training.ImportedState;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Normalization;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.RunDescription.RunOrigin;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.RunLock;
import org.smoothadv.run.TrainingConfiguration;

/** Makes a run of a classifier that PyTorch trained. */
@Parameters(
    commandNames = "import",
    commandDescription =
        "A run from a checkpoint of PyTorch (.pth.tar, .safetensors), such as the published models")
public final class ImportCommand implements Command {
  @Parameter(description = "CHECKPOINT.pth.tar")
  private List<String> files = new ArrayList<>();

  @ParametersDelegate private final ImportOptions options = new ImportOptions();

  @Parameter(
      names = "--arch",
      category = "Model",
      placeholder = "NAME",
      description = "the network, such as cifar-resnet-110 (what the checkpoint says)",
      order = 5)
  private String architecture;

  @Parameter(
      names = "--force",
      category = "Training",
      description =
          "import with the normalisation that is given, even where another one fits the checkpoint better",
      order = 13)
  private boolean force;

  @Parameter(
      names = "--state-dict",
      category = "Model",
      placeholder = "FIELD",
      description =
          "the field that holds the weights, where the checkpoint has several, such as"
              + " state_dict_ema (the usual one)",
      order = 6)
  private String stateDict = "";

  @Parameter(
      names = "--run",
      category = "Run",
      placeholder = "DIR",
      required = true,
      description = "folder that the run is written to",
      order = 40)
  private Path run;

  @Override
  public void run() throws IOException {
    if (Files.exists(run.resolve("run.json"))) {
      throw new InvalidSettingException(
          "run", "{run} %s holds a run already: name another folder", run);
    }
    Path checkpoint = checkpoint();
    try (PyTorchCheckpoint source = PyTorchCheckpoint.open(checkpoint, stateDict)) {
      String name = architecture == null ? ImportedArchitecture.nameOf(source) : architecture;
      Normalization standard =
          Architectures.standardNormalization(name, options.imageShape().channels());
      Optional<ChosenNormalization> chosen =
          ChosenNormalization.of(
              checkpoint,
              name,
              standard,
              ImportedNormalization.of(source),
              options.normalization(),
              force);
      TrainingConfiguration configuration =
          options.configuration(
              checkpoint,
              name,
              chosen.map(ChosenNormalization::value).orElse(standard),
              source.epochsDone());
      int classes = ImportedArchitecture.classesOf(source);
      requireClasses(checkpoint, classes, classesOf(configuration));
      RunDescription description =
          RunDescription.imported(
              classes, configuration, Machine.current(), RunOrigin.of(checkpoint));
      ImportedState state =
          ImportedState.read(
              source,
              InvalidInputException.at(
                  architecture == null ? checkpoint : "--arch", description::network));
      NormalizationReport report =
          NormalizationReport.of(
              configuration, classes, state.checkpoint().state(), options.namesData());
      ChosenNormalization normalization = chosen.orElseThrow(() -> report.missing(checkpoint));
      if (!force) {
        report.requireBest(checkpoint, normalization);
      }
      write(description, state.checkpoint());
      print(source);
      print(configuration, classes, state);
      print(configuration, normalization, report);
      Notices.print(report.notices());
      Notices.print(options.contradictions(checkpoint));
    }
  }

  private void write(RunDescription description, Checkpoint checkpoint) throws IOException {
    try (RunLock lock = RunLock.takeNew(run)) {
      RunFolder folder = RunFolder.create(lock, description);
      try {
        folder.save(checkpoint);
      } catch (IOException e) {
        folder.withdraw(); // Else the next try finds a run that is none.
        throw e;
      }
    }
  }

  private Path checkpoint() {
    if (files.size() != 1) {
      throw new InvalidInputException(
          "import takes one checkpoint, such as CHECKPOINT.pth.tar; given: "
              + (files.isEmpty() ? "none" : String.join(" ", files)));
    }
    return OptionConverters.path("CHECKPOINT", files.get(0));
  }

  /** Looks at the images only where the dataset's name does not tell. */
  private static int classesOf(TrainingConfiguration configuration) throws IOException {
    OptionalInt known = Datasets.classes(configuration.data().dataset());
    if (known.isPresent()) {
      return known.getAsInt();
    }
    try (ImageDataset images =
        Datasets.open(
            configuration.data().dataset(),
            Path.of(configuration.data().data()),
            Split.TEST,
            configuration.data().imageSize())) {
      return images.classes();
    }
  }

  private void requireClasses(Path checkpoint, int found, int expected) {
    if (found != expected) {
      throw new InvalidSettingException(
          "dataset",
          "%s: a classifier of %s classes, but {dataset} %s has %s",
          checkpoint,
          found,
          options.dataset(),
          expected);
    }
  }

  private static void print(PyTorchCheckpoint source) {
    System.out.println("read: " + source.whatIsRead());
    printUnlessEmpty("not read: weights of fields ", source.passedOver());
  }

  private static void printUnlessEmpty(String what, Collection<String> names) {
    if (!names.isEmpty()) {
      System.out.println(what + Words.shortened(names.stream().map(Quoted::of).toList()));
    }
  }

  private void print(TrainingConfiguration configuration, int classes, ImportedState state) {
    System.out.printf(
        Locale.ROOT,
        "network: %s, %d classes, %d epochs done%n",
        configuration.network().architecture(),
        classes,
        state.checkpoint().epochsDone());
    System.out.println("trained with: " + training(configuration));
    System.out.println("momentum: " + (state.withMomentum() ? "of the checkpoint" : "0"));
    System.out.println("run: " + run);
  }

  private static void print(
      TrainingConfiguration configuration, ChosenNormalization chosen, NormalizationReport report) {
    System.out.println(
        "normalization: %s, from %s"
            .formatted(configuration.network().normalizationText(), chosen.source()));
    report.lines().forEach(System.out::println);
  }

  private static String training(TrainingConfiguration configuration) {
    String noise =
        "sigma %s, m %d"
            .formatted(
                configuration.adversarial().sigma(), configuration.adversarial().noiseSamples());
    String attack = EnumNames.of(configuration.adversarial().attack());
    return configuration.adversarial().attackSettings().attacks()
        ? "%s, attack %s, T %d, epsilon %s"
            .formatted(
                noise,
                attack,
                configuration.adversarial().steps(),
                configuration.adversarial().epsilon())
        : noise + ", no attack";
  }
}
