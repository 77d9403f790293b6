package org.smoothadv.internal.command.option;

import static java.util.Objects.requireNonNullElse;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.SyntheticShapes;
import org.smoothadv.internal.training.PretrainedModel;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.Optimisation.Schedule;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/** The options that make a {@link TrainingConfiguration}. A field that is null was not given. */
public final class TrainingOptions {
  @ParametersDelegate private final TrainingDataOptions data = new TrainingDataOptions();

  @Parameter(
      names = "--arch",
      category = "Model",
      placeholder = "NAME",
      description =
          "cifar-resnet-D of depth D = 6n+2: -8, -20, ..., -110; wide-resnet-D-K, D = 6n+4, such as wide-resnet-28-10; densenet-D, D = 3n+4, such as densenet-40; densenet-bottleneck-D, D = 6n+4; resnet18-cifar, resnet34-cifar; resnet18, resnet34, resnet50, the default from 224 pixels up; lenet, the default for grey images; with --fine-tune that of the run (cifar-resnet-110)",
      order = 10)
  private String architecture;

  @Parameter(
      names = "--fine-tune",
      category = "Model",
      placeholder = "CHECKPOINT",
      description =
          "start from a trained run (its folder, or its checkpoints/latest.safetensors) of the same architecture; for another number of classes its last layer is drawn anew",
      order = 14)
  private Path fineTune;

  @Parameter(
      names = NormalizationChoice.OPTION,
      category = "Model",
      placeholder = "FORM",
      description =
          "what the network sees of pixels in [0,1]: standard (mean subtracted, divided by the standard deviation), centre (mean subtracted), none, or MEAN/STD of red, green and blue such as 0.49,0.48,0.45/0.20,0.20,0.20 (standard; with --fine-tune that of the run)",
      order = 15)
  private NormalizationChoice normalization;

  @Parameter(
      names = "--precision",
      category = "Model",
      placeholder = "NAME",
      description =
          "float32 or bfloat16: the type of the network's activations; weights, statistics and updates stay float32 (float32)",
      order = 13)
  private Precision precision;

  @Parameter(
      names = "--sigma",
      category = "Model",
      placeholder = "X",
      description =
          "standard deviation of the Gaussian noise, in units where pixels are in [0,1], such as 0.25",
      order = 11)
  private Double sigma;

  @Parameter(
      names = "--noise-samples",
      category = "Model",
      placeholder = "M",
      description = "noises per image, m; macer takes 16 where nothing is said (1)",
      order = 12)
  private Integer noiseSamples;

  @Parameter(
      names = "--devices",
      category = "Run",
      placeholder = "LIST",
      description =
          "devices that share each batch, as in gpu:0,gpu:1; cpu:1, ... are the processors once more"
              + "; cannot change on resume (one device, which TensorFlow chooses)",
      order = 43)
  private List<String> devices;

  @ParametersDelegate private final AttackOptions attack = new AttackOptions();

  @ParametersDelegate private final ObjectiveOptions objective = new ObjectiveOptions();

  @ParametersDelegate private final OptimisationOptions optimisation = new OptimisationOptions();

  @Parameter(
      names = "--noise-after-attack",
      category = "Attack",
      placeholder = "true|false",
      arity = 1,
      description = "whether training sees the attacked images under noise (true)",
      order = 26)
  private Boolean noiseAfterAttack;

  @Parameter(
      names = "--warmup",
      category = "Attack",
      placeholder = "N",
      description = "epochs over which epsilon rises from 0, and smoothmix's eta (10)",
      order = 27)
  private Integer warmup;

  @Parameter(
      names = "--seed",
      category = "Run",
      placeholder = "N",
      description = "random seed for everything (0)",
      order = 42)
  private Long seed;

  /**
   * The configuration of a new run.
   *
   * @throws InvalidInputException if an option is missing or its value is not accepted
   * @throws IOException if reading the run to fine-tune fails
   */
  public TrainingConfiguration fresh() throws IOException {
    if (sigma == null) {
      throw new InvalidSettingException(
          "sigma", "{sigma} is missing: the noise's standard deviation, such as 0.25");
    }
    if (attack.attacks() && (attack.epsilon == null || attack.steps == null)) {
      String missing = attack.epsilon == null ? "epsilon" : "steps";
      throw new InvalidSettingException(
          missing,
          "{" + missing + "} is missing: {attack} needs {epsilon} (its radius) and {steps}");
    }
    objective.requireSteps(attack.steps);
    if (data.unlabelled != null && data.unlabelledWeight == null) {
      throw new InvalidSettingException(
          "unlabelledWeight",
          "{unlabelledWeight} is missing: eta, the factor of the loss of pseudo-labelled images; the paper has 0.1, 0.5 and 1");
    }
    String name = data.dataset == null ? "cifar10" : data.dataset;
    InvalidSettingException.forSetting("dataset", () -> Datasets.requireKnown(name));
    Path folder = data.data == null ? Path.of(defaultFolder(name)) : data.data;
    ImageShape usualShape = Datasets.usualShape(name, folder);
    ImageShape shape = TrainingDataOptions.sized(usualShape, data.imageSize);
    InvalidSettingException.forSetting("imageSize", () -> Datasets.requireShape(name, shape));
    Optional<PretrainedModel> before =
        fineTune == null ? Optional.empty() : Optional.of(PretrainedModel.open(fineTune));
    String usual =
        before.map(PretrainedModel::architecture).orElseGet(() -> Architectures.usual(shape));
    Normalization first =
        before
            .map(PretrainedModel::normalization)
            .orElse(
                Architectures.standardNormalization(
                    architecture == null ? usual : architecture, shape.channels()));
    TrainingConfiguration defaults =
        new TrainingConfiguration(
            data.freshly(TrainingData.of(name, defaultFolder(name), usualShape)),
            new NetworkSettings("", usual, first, Precision.FLOAT32, List.of()),
            AdversarialTraining.gaussian(sigma).withNoiseSamples(usualNoiseSamples()),
            Optimisation.DEFAULT,
            0);
    return configuration(defaults);
  }

  private int usualNoiseSamples() {
    return noiseSamples != null || sigma == 0 ? 1 : objective.usualNoiseSamples();
  }

  /**
   * The configuration of a run that goes on.
   *
   * @throws InvalidInputException if an option differs from the run's; only the number of epochs
   *     may grow
   */
  public TrainingConfiguration continuing(TrainingConfiguration stored) {
    requireLimit();
    Map<String, Object> given = new OptionParser(this).values();
    stored
        .settings()
        .forEach(
            (field, before) -> {
              String option = OptionParser.option(field);
              Object value = asStored(field, given.get(option), stored);
              boolean grows =
                  field.equals("epochs")
                      && value != null
                      && (Integer) value > (Integer) before
                      && stored.optimisation().schedule() == Schedule.STEP;
              if (value != null && !grows && !value.equals(before)) {
                throw new InvalidSettingException(
                    "resume",
                    "{resume} with %s %s, but the run has %s%s: leave the option out, or start another run",
                    option,
                    word(value, stored),
                    word(before, stored),
                    field.equals("epochs") && stored.optimisation().schedule() == Schedule.COSINE
                        ? ", over which the learning rate's cosine goes"
                        : "");
              }
            });
    return configuration(stored);
  }

  /** The value of an option as a configuration has it; null where none was given. */
  private static Object asStored(String field, Object given, TrainingConfiguration stored) {
    ImageShape shape = stored.data().imageSize();
    if (field.equals("imageSize") && given instanceof Integer size && size == shape.height()) {
      return shape;
    }
    if (given instanceof Path path) {
      return absolute(path);
    }
    return given instanceof NormalizationChoice choice
        ? choice.before(stored.network().architecture(), stored.data().imageSize().channels())
        : given;
  }

  private static String word(Object value, TrainingConfiguration stored) {
    String text = value.toString();
    if (value instanceof Enum<?> constant) {
      text = EnumNames.of(constant);
    } else if (value instanceof ImageShape shape) {
      text = shape.text();
    } else if (value instanceof Normalization n) {
      text = n.text(stored.network().standardNormalization());
    } else if (value instanceof List<?> list) {
      text = list.stream().map(Object::toString).collect(Collectors.joining(","));
    }
    return text.isEmpty() ? "none" : text;
  }

  private void requireLimit() {
    // In the record 0 stands for all images; a user who writes 0 has made a mistake.
    if (data.limit != null && data.limit < 1) {
      throw new InvalidSettingException(
          "limit", "{limit} is %s; accepted is a number of images, at least 1", data.limit);
    }
  }

  /** What was given, or else what the base has. */
  private TrainingConfiguration configuration(TrainingConfiguration base) {
    requireLimit();
    return new TrainingConfiguration(
        data.or(base.data()),
        or(base.network(), base.data().imageSize().channels()),
        or(base.adversarial()),
        objective.or(base.objective()),
        optimisation.or(base.optimisation()),
        requireNonNullElse(seed, base.seed()));
  }

  private NetworkSettings or(NetworkSettings base, int channels) {
    String network = requireNonNullElse(architecture, base.architecture());
    return new NetworkSettings(
        fineTune == null ? base.fineTune() : absolute(fineTune),
        network,
        normalization == null ? base.normalization() : normalization.before(network, channels),
        requireNonNullElse(precision, base.precision()),
        requireNonNullElse(devices, base.devices()));
  }

  private AdversarialTraining or(AdversarialTraining base) {
    return new AdversarialTraining(
        requireNonNullElse(sigma, base.sigma()),
        requireNonNullElse(attack.method, base.attack()),
        requireNonNullElse(attack.gradient, base.gradient()),
        requireNonNullElse(attack.target, base.attackTarget()),
        requireNonNullElse(noiseAfterAttack, base.noiseAfterAttack()),
        requireNonNullElse(attack.inverseTemperature, base.inverseTemperature()),
        requireNonNullElse(attack.epsilon, base.epsilon()),
        requireNonNullElse(attack.steps, base.steps()),
        requireNonNullElse(noiseSamples, base.noiseSamples()),
        requireNonNullElse(warmup, base.warmup()));
  }

  /** A path as configurations name it. */
  static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /** Where a dataset's files are expected; empty where it has none. */
  static String defaultFolder(String dataset) {
    return dataset.equals(SyntheticShapes.NAME)
        ? ""
        : Project.folder("datasets").resolve(dataset).toAbsolutePath().normalize().toString();
  }
}
