package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.PublishedPath;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Normalization;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/**
 * What a checkpoint does not say of its training. A field that is null was not given; then the path
 * is asked, which tells it of published models.
 */
public final class ImportOptions {
  private static final Map<String, Property> TOLD_BY_PATHS =
      Map.of(
          "sigma", Property.TRAINING_SIGMA,
          "noiseSamples", Property.TRAINING_NOISE_SAMPLES,
          "epsilon", Property.TRAINING_EPSILON,
          "steps", Property.TRAINING_STEPS);

  @Parameter(
      names = "--dataset",
      category = "Data",
      placeholder = "NAME",
      required = true,
      description =
          "what the classifier was trained on: synthetic, cifar10, cifar100, svhn, mnist, fashion-mnist, imagenet, imagenet32, folder, npz",
      order = 0)
  private String dataset;

  @Parameter(
      names = "--data",
      category = "Data",
      placeholder = "DIR",
      description = "folder of the dataset's files (datasets/NAME of the project)",
      order = 1)
  private Path data;

  @Parameter(
      names = "--image-size",
      category = "Data",
      placeholder = "N",
      description =
          "height and width in pixels at which images of 'folder' are shown to the network (32)",
      order = 2)
  private Integer imageSize;

  @Parameter(
      names = NormalizationChoice.OPTION,
      category = "Training",
      placeholder = "FORM",
      description =
          "what the network sees of pixels in [0,1]: standard (mean subtracted, divided by the standard deviation), centre (mean subtracted), none, or MEAN/STD of red, green and blue such as 0.49,0.48,0.45/0.20,0.20,0.20 (what buffers of the checkpoint or the path of a published model say)",
      order = 12)
  private NormalizationChoice normalization;

  @Parameter(
      names = "--sigma",
      category = "Training",
      placeholder = "X",
      description =
          "standard deviation of the Gaussian noise it was trained with, in units where pixels are in [0,1] (the X of a folder noise_X in the checkpoint's path)",
      order = 10)
  private Double sigma;

  @Parameter(
      names = "--noise-samples",
      category = "Training",
      placeholder = "M",
      description = "noises per image that it was trained with, m (1)",
      order = 11)
  private Integer noiseSamples;

  @ParametersDelegate private final AttackOptions attack = new AttackOptions();

  @ParametersDelegate private final ObjectiveOptions objective = new ObjectiveOptions();

  /** The dataset's name. */
  public String dataset() {
    return dataset;
  }

  /**
   * The images that the classifier takes.
   *
   * @throws InvalidInputException if there is no such dataset
   * @throws IOException if reading a file that says it fails
   */
  public ImageShape imageShape() throws IOException {
    InvalidSettingException.forSetting("dataset", () -> Datasets.requireKnown(dataset));
    return TrainingDataOptions.sized(Datasets.usualShape(dataset, Path.of(folder())), imageSize);
  }

  /** The normalisation that the user names. */
  public Optional<NormalizationChoice> normalization() {
    return Optional.ofNullable(normalization);
  }

  /** Where the dataset's files are; empty where it has none. */
  String folder() {
    return data == null
        ? TrainingOptions.defaultFolder(dataset)
        : data.toAbsolutePath().normalize().toString();
  }

  /**
   * The run that the checkpoint would come from: what is not known is as in the paper.
   *
   * @param before the network's first layer
   * @param epochsDone epochs after which the checkpoint was saved
   * @throws InvalidInputException if sigma is not known, or a value is not accepted
   */
  public TrainingConfiguration configuration(
      Path checkpoint, String architecture, Normalization before, int epochsDone)
      throws IOException {
    try {
      return told(checkpoint, architecture, before, epochsDone);
    } catch (InvalidSettingException e) {
      Property told = TOLD_BY_PATHS.get(e.field());
      if (told == null
          || given().containsKey(e.field())
          || (attack.method != null && told != Property.TRAINING_SIGMA)
          || PublishedPath.describeModel(checkpoint).get(told).isEmpty()) {
        throw e;
      }
      throw new InvalidSettingException(
              e.field(),
              "%s: by its path, %s. Give another with {" + e.field() + "}",
              checkpoint,
              e.message(field -> "'" + OptionParser.option(field).substring(2) + "'"))
          .because(e);
    }
  }

  /** Whether the user says where the dataset is. */
  public boolean namesData() {
    return data != null;
  }

  /** Where the user says something else than the path of a published model. */
  public List<String> contradictions(Path checkpoint) {
    LogDescription path = PublishedPath.describeModel(checkpoint);
    List<String> contradictions = new ArrayList<>();
    given()
        .forEach(
            (field, value) -> {
              Property property = TOLD_BY_PATHS.get(field);
              if (number(path, property, value.doubleValue()) != value.doubleValue()) {
                contradictions.add(
                    "%s: its path says %s %s, not %s"
                        .formatted(
                            checkpoint,
                            OptionParser.option(field).substring(2),
                            path.text(property),
                            value));
              }
            });
    return contradictions;
  }

  /** The options that say what paths of published models say too. */
  private Map<String, Number> given() {
    Map<String, Number> given = new LinkedHashMap<>();
    given.put("sigma", sigma);
    given.put("noiseSamples", noiseSamples);
    given.put("epsilon", attack.epsilon);
    given.put("steps", attack.steps);
    given.values().removeIf(Objects::isNull);
    return given;
  }

  private TrainingConfiguration told(
      Path checkpoint, String architecture, Normalization before, int epochsDone)
      throws IOException {
    LogDescription path = PublishedPath.describeModel(checkpoint);
    // The path's attack and the options' never mix.
    LogDescription told = attack.method == null ? path : LogDescription.EMPTY;
    Method method =
        Method.valueOf(
            told.get(Property.TRAINING_ATTACK)
                .orElseGet(() -> attack.attacks() ? attack.method.name() : "NONE")
                .toUpperCase(Locale.ROOT));
    AdversarialTraining gaussian = AdversarialTraining.gaussian(sigma(path));
    return new TrainingConfiguration(
        TrainingData.of(dataset, folder(), imageShape()),
        NetworkSettings.of(architecture).withNormalization(before),
        new AdversarialTraining(
            gaussian.sigma(),
            method,
            or(attack.gradient, gaussian.gradient()),
            or(attack.target, target(told)),
            gaussian.noiseAfterAttack(),
            or(attack.inverseTemperature, gaussian.inverseTemperature()),
            or(attack.epsilon, number(told, Property.TRAINING_EPSILON, 0)),
            or(attack.steps, (int) number(told, Property.TRAINING_STEPS, 0)),
            or(
                noiseSamples,
                (int) number(told, Property.TRAINING_NOISE_SAMPLES, objective.usualNoiseSamples())),
            gaussian.warmup()),
        objective.or(ObjectiveSettings.CROSS_ENTROPY),
        Optimisation.DEFAULT.withEpochs(Math.max(1, epochsDone)),
        0);
  }

  private double sigma(LogDescription path) {
    if (sigma == null && path.get(Property.TRAINING_SIGMA).isEmpty()) {
      throw new InvalidSettingException(
          "sigma",
          "{sigma} is missing: the standard deviation of the noise that the classifier was trained with, such as 0.25; the checkpoint does not say it");
    }
    return or(sigma, number(path, Property.TRAINING_SIGMA, 0));
  }

  private static Target target(LogDescription told) {
    return told.text(Property.TRAINING_TARGET).equals("base") ? Target.BASE : Target.SMOOTHED;
  }

  private static double number(LogDescription told, Property property, double otherwise) {
    return told.get(property).map(Double::valueOf).orElse(otherwise);
  }

  private static <V> V or(V given, V otherwise) {
    return given == null ? otherwise : given;
  }
}
