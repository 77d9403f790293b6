package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.SyntheticShapes;
import org.smoothadv.internal.training.PretrainedModel;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
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
          "cifar-resnet-D of depth D = 6n+2: -8, -20, ..., -110; resnet50, the default from 224 pixels up; with --fine-tune that of the run (cifar-resnet-110)",
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
      description = "noises per image, m (1)",
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
      description = "epochs over which epsilon rises from 0 (10)",
      order = 27)
  private Integer warmup;

  @Parameter(
      names = "--seed",
      category = "Run",
      placeholder = "N",
      description = "random seed for everything (0)",
      order = 42)
  private Long seed;

  /** How a value comes about from what was given and what else there is. */
  interface Choice {
    <V> V choose(String option, V given, V otherwise);
  }

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
    if (data.unlabelled != null && data.unlabelledWeight == null) {
      throw new InvalidSettingException(
          "unlabelledWeight",
          "{unlabelledWeight} is missing: eta, the factor of the loss of pseudo-labelled images; the paper has 0.1, 0.5 and 1");
    }
    String name = data.dataset == null ? "cifar10" : data.dataset;
    int size = InvalidSettingException.forSetting("dataset", () -> Datasets.imageSize(name));
    if (data.imageSize != null && data.imageSize > 0) {
      InvalidSettingException.forSetting(
          "imageSize", () -> Datasets.requireSize(name, data.imageSize));
    }
    Optional<PretrainedModel> before =
        fineTune == null ? Optional.empty() : Optional.of(PretrainedModel.open(fineTune));
    String usual =
        before
            .map(PretrainedModel::architecture)
            .orElseGet(() -> Architectures.usual(data.imageSize == null ? size : data.imageSize));
    Normalization first =
        before
            .map(PretrainedModel::normalization)
            .orElse(
                Architectures.standardNormalization(architecture == null ? usual : architecture));
    TrainingConfiguration defaults =
        new TrainingConfiguration(
            TrainingData.of(name, defaultFolder(name), size),
            new NetworkSettings("", usual, first, Precision.FLOAT32, List.of()),
            AdversarialTraining.gaussian(sigma),
            Optimisation.DEFAULT,
            0);
    return configuration(
        defaults,
        new Choice() {
          @Override
          public <V> V choose(String option, V given, V otherwise) {
            return given == null ? otherwise : given;
          }
        });
  }

  /**
   * The configuration of a run that goes on.
   *
   * @throws InvalidInputException if an option differs from the run's; only the number of epochs
   *     may grow
   */
  public TrainingConfiguration continuing(TrainingConfiguration stored) {
    return configuration(
        stored,
        new Choice() {
          @Override
          public <V> V choose(String option, V given, V otherwise) {
            boolean grows =
                option.equals("--epochs") && given != null && (Integer) given > (Integer) otherwise;
            if (grows) {
              return given;
            }
            if (given != null && !Objects.equals(given, otherwise)) {
              throw new InvalidSettingException(
                  "resume",
                  "{resume} with %s %s, but the run has %s: leave the option out, or start another run",
                  option,
                  word(given, stored),
                  word(otherwise, stored));
            }
            return otherwise;
          }
        });
  }

  private static String word(Object value, TrainingConfiguration stored) {
    String text = value.toString();
    if (value instanceof Enum<?> constant) {
      text = EnumNames.of(constant);
    } else if (value instanceof Normalization n) {
      text = n.text(Architectures.standardNormalization(stored.network().architecture()));
    } else if (value instanceof List<?> list) {
      text = list.stream().map(Object::toString).collect(Collectors.joining(","));
    }
    return text.isEmpty() ? "none" : text;
  }

  private TrainingConfiguration configuration(TrainingConfiguration base, Choice choice) {
    // In the record 0 stands for all images; a user who writes 0 has made a mistake.
    if (data.limit != null && data.limit < 1) {
      throw new InvalidSettingException(
          "limit", "{limit} is %s; accepted is a number of images, at least 1", data.limit);
    }
    return new TrainingConfiguration(
        data(base.data(), choice),
        network(base.network(), choice),
        adversarial(base.adversarial(), choice),
        optimisation.chosen(base.optimisation(), choice),
        choice.choose("--seed", seed, base.seed()));
  }

  private TrainingData data(TrainingData base, Choice choice) {
    return new TrainingData(
        choice.choose("--dataset", data.dataset, base.dataset()),
        choice.choose("--data", absolute(data.data), base.data()),
        choice.choose("--image-size", data.imageSize, base.imageSize()),
        choice.choose("--unlabelled", absolute(data.unlabelled), base.unlabelled()),
        choice.choose("--unlabelled-weight", data.unlabelledWeight, base.unlabelledWeight()),
        choice.choose("--limit", data.limit, base.limit()),
        choice.choose("--eval-limit", data.evaluationLimit, base.evaluationLimit()));
  }

  private NetworkSettings network(NetworkSettings base, Choice choice) {
    String network = choice.choose("--arch", architecture, base.architecture());
    return new NetworkSettings(
        choice.choose("--fine-tune", absolute(fineTune), base.fineTune()),
        network,
        choice.choose(
            NormalizationChoice.OPTION,
            normalization == null ? null : normalization.before(network),
            base.normalization()),
        choice.choose("--precision", precision, base.precision()),
        choice.choose("--devices", devices, base.devices()));
  }

  private AdversarialTraining adversarial(AdversarialTraining base, Choice choice) {
    return new AdversarialTraining(
        choice.choose("--sigma", sigma, base.sigma()),
        choice.choose("--attack", attack.method, base.attack()),
        choice.choose("--gradient", attack.gradient, base.gradient()),
        choice.choose("--attack-target", attack.target, base.attackTarget()),
        choice.choose("--noise-after-attack", noiseAfterAttack, base.noiseAfterAttack()),
        choice.choose(
            "--inverse-temperature", attack.inverseTemperature, base.inverseTemperature()),
        choice.choose("--epsilon", attack.epsilon, base.epsilon()),
        choice.choose("--steps", attack.steps, base.steps()),
        choice.choose("--noise-samples", noiseSamples, base.noiseSamples()),
        choice.choose("--warmup", warmup, base.warmup()));
  }

  private static String absolute(Path path) {
    return path == null ? null : path.toAbsolutePath().normalize().toString();
  }

  /** Where a dataset's files are expected; empty where it has none. */
  static String defaultFolder(String dataset) {
    return dataset.equals(SyntheticShapes.NAME)
        ? ""
        : Project.folder("datasets").resolve(dataset).toAbsolutePath().normalize().toString();
  }
}
