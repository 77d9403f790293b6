package org.smoothadv.internal.command.option;

import static org.smoothadv.input.InvalidSettingException.require;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.device.Tuning;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.StoredClassifier;
import org.smoothadv.network.Precision;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.SmoothingParameters;

/**
 * The options that {@code certify} and {@code predict} share. A field that is null was not given.
 */
public final class SmoothingOptions {
  @ParametersDelegate private final ClassifierOptions classifier = new ClassifierOptions();

  @Parameter(
      names = "--sigma",
      category = "Model",
      placeholder = "X",
      description =
          "standard deviation of the noise, in units where pixels are in [0,1] (the classifier's)",
      order = 2)
  private Double sigma;

  @Parameter(
      names = "--noise",
      category = "Model",
      placeholder = "NAME",
      description =
          "gaussian, or discrete: 8-bit images and whole grey levels of noise, whose certificates"
              + " hold in spite of rounding (the classifier's)",
      order = 2)
  private NoiseKind noise;

  @Parameter(
      names = "--precision",
      category = "Model",
      placeholder = "NAME",
      description =
          "float32 or bfloat16: the type of the classifier's weights and activations (the classifier's)",
      order = 3)
  private Precision precision;

  @ParametersDelegate private final ImageOptions images = new ImageOptions();

  @Parameter(
      names = "--n",
      category = "Sampling",
      placeholder = "N",
      description = "samples used to estimate the class probability",
      order = 21)
  private int n = 100_000;

  @Parameter(
      names = "--alpha",
      category = "Sampling",
      placeholder = "P",
      description = "failure probability",
      order = 22)
  private double alpha = 0.001;

  @Parameter(
      names = "--batch",
      category = "Sampling",
      placeholder = "N",
      description = "samples per run of the graph (64, fewer for large images; on a GPU 512)",
      order = 23)
  private Integer batch;

  @Parameter(
      names = "--seed",
      category = "Sampling",
      placeholder = "SEED",
      description =
          "random seed for the noise; 'secret' draws one that the log tells when it is finished, and"
              + " its SHA-256 before",
      order = 24)
  private NoiseSeed seed = NoiseSeed.of(0);

  @Parameter(
      names = "--log",
      category = "Output",
      placeholder = "FILE",
      description =
          "log to write, a line per image (COMMAND-SIGMA.tsv, or COMMAND-SIGMA-ATTACK.tsv, in the"
              + " run's folder; needed with --model)",
      order = 30)
  private Path log;

  @Parameter(
      names = "--resume",
      category = "Output",
      description = "continue the log: images that are in it are not done again",
      order = 31)
  private boolean resume;

  @ParametersDelegate private final KernelsOption kernels = new KernelsOption();

  @Parameter(
      names = "--spark",
      category = "Machines",
      placeholder = "MASTER",
      description =
          "ask on a cluster of Apache Spark: local[N], local-cluster[N,CORES,MB], spark://HOST:PORT,"
              + " yarn or k8s://...",
      order = 40)
  private String spark;

  /**
   * Checks what can be checked without opening anything.
   *
   * @throws InvalidInputException naming the option, its value and what is accepted
   */
  public void validate() {
    classifier.validate();
    if (log == null && !classifier.keepsLogs()) {
      throw new InvalidSettingException(
          "log", "{log} is missing: with {model}, name the file of the log, such as certify.tsv");
    }
    images.validate();
    if (spark != null && images.isPart()) {
      throw new InvalidSettingException(
          "spark",
          "{spark} %s: the cluster shares out all images by itself; leave out {shard}",
          spark);
    }
    require(
        batch == null || (batch >= 1 && batch <= 65_536),
        "batch",
        batch,
        "accepted is a number of samples, 1 to 65536");
    if (seed.number().isEmpty() && seed.told().isEmpty() && images.isPart()) {
      throw new InvalidSettingException(
          "seed",
          "{seed} secret: the shards of a log need one seed; draw 32 hexadecimal digits and give them all those");
    }
  }

  /** Which images are asked about. */
  public ImageOptions images() {
    return images;
  }

  /** The run that trained the classifier, where the user named one. */
  public Optional<Path> run() {
    return classifier.keepsLogs() ? Optional.of(place()) : Optional.empty();
  }

  /** The classifier. */
  public StoredClassifier classifier() {
    return classifier.stored();
  }

  /** Where the classifier is. */
  public Path place() {
    return classifier.place();
  }

  /**
   * What a classifier is asked for.
   *
   * @param n0 samples that choose the class
   * @throws InvalidInputException if the dataset is not the classifier's, or a value is not
   *     accepted
   */
  public SmoothingParameters parameters(TrainedFor trained, int n0) {
    images.requireDataset(trained, place());
    if (sigma == null && trained.sigma() == 0) {
      throw new InvalidSettingException(
          "sigma",
          "%s was trained without noise: say that of the smoothed classifier with {sigma}, such as 0.25",
          place());
    }
    if (sigma != null) {
      trained.shape().requireWithinCube("sigma", sigma);
    }
    return new SmoothingParameters(
        sigma == null ? trained.sigma() : sigma,
        n0,
        n,
        alpha,
        noise == null ? trained.noise() : noise);
  }

  /** The type of the activations; {@code otherwise} where the user named none. */
  public Precision precisionOr(Precision otherwise) {
    return precision == null ? otherwise : precision;
  }

  /**
   * The log that is written.
   *
   * @param name its name in the run's folder, without ending, where none was given
   */
  public Path log(String name) {
    return log == null ? place().resolve(name + images.shardInName() + ".tsv") : log;
  }

  /**
   * These options by name, for the provenance of a log. A secret seed is none of them.
   *
   * @param usualBatch samples per run of the graph where none were given
   * @param data digest of the split that they choose from
   * @param size the number of its images
   */
  public Map<String, Object> determining(
      TrainedFor trained, int usualBatch, String data, int size) {
    Map<String, Object> determining = new LinkedHashMap<>();
    determining.put("dataset", images.datasetOr(trained.dataset()));
    determining.put("split", EnumNames.of(images.split()));
    determining.put("sigma", sigma == null ? trained.sigma() : sigma);
    determining.put("n", n);
    determining.put("alpha", alpha);
    determining.put("batch", batchOr(usualBatch));
    seed.number().ifPresent(number -> determining.put("seed", number));
    determining.put("precision", EnumNames.of(precisionOr(trained.precision())));
    determining.putAll(images.determining(data, size));
    return determining;
  }

  /**
   * How the noise is drawn, for the provenance of a log: nothing of Gaussian noise, as before there
   * was a choice.
   */
  public static Map<String, Object> determining(
      SmoothingParameters parameters, TrainedFor trained) {
    Map<String, Object> determining = new LinkedHashMap<>();
    if (parameters.noise() != NoiseKind.GAUSSIAN) {
      determining.put(LogProvenance.NOISE, EnumNames.of(parameters.noise()));
      determining.put(
          LogProvenance.NOISE_REMAINDER, parameters.remainder(trained.shape().values()));
    }
    return determining;
  }

  /** Noisy images in one run of the graph; {@code otherwise} where the user named no number. */
  public int batchOr(int otherwise) {
    return batch == null ? otherwise : batch;
  }

  /** The seed of all noise. */
  public NoiseSeed seed() {
    return seed;
  }

  /** The master of the cluster that is asked; empty for this process. */
  public Optional<String> spark() {
    return Optional.ofNullable(spark);
  }

  /**
   * What computes the network.
   *
   * @param precision of its activations
   * @param begun what the log was begun with, if it is gone on with
   * @throws InvalidInputException if something else is asked for
   */
  public Kernels kernels(Precision precision, Optional<Kernels> begun) {
    return kernels
        .machine(precision, "the log", begun.map(Tuning.DEFAULT::withKernels))
        .tuning()
        .kernels();
  }

  /** Whether a log that is there already is gone on with. */
  public boolean resume() {
    return resume;
  }
}
