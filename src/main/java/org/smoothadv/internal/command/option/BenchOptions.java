package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.network.Precision;
import org.smoothadv.run.ObjectiveSettings.Method;
import org.smoothadv.smoothing.NoiseKind;

/**
 * The options of {@code bench} that say what is measured, but for the kinds of work: what a process
 * is told that measures, and what variants may differ in. Another one only needs to be declared
 * here.
 */
public final class BenchOptions {
  @Parameter(
      names = "--arch",
      category = "Work",
      placeholder = "NAME",
      description =
          "the architecture (cifar-resnet-20, or the usual one for the images of --dataset; none where --model is given)",
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
      names = "--batch",
      category = "Work",
      placeholder = "N",
      description =
          "network evaluations per run of the graph (64 for certify, 256 otherwise; fewer of large images)",
      order = 2)
  private Integer batch;

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
      names = "--noise",
      category = "Work",
      placeholder = "NAME",
      description = "gaussian or discrete, of the votes (gaussian)",
      order = 4)
  private NoiseKind noise;

  @Parameter(
      names = "--precision",
      category = "Work",
      placeholder = "NAME",
      description = "float32 or bfloat16, of the network and of the matrix product",
      order = 5)
  private Precision precision = Precision.FLOAT32;

  @Parameter(
      names = "--image-size",
      category = "Work",
      placeholder = "PIXELS",
      description =
          "height and width of the images (32; 224 for resnet18, -34 and -50; 28 for lenet)",
      order = 6)
  private Integer imageSize;

  @Parameter(
      names = "--dataset",
      category = "Work",
      placeholder = "NAME",
      description =
          "whose images 'train' reads, as for the command train (synthetic; random bytes where the network takes images of another size)",
      order = 7)
  private String dataset;

  @Parameter(
      names = "--data",
      category = "Work",
      placeholder = "DIR",
      description = "with --dataset: its folder or file (datasets/NAME of this project)",
      order = 8)
  private Path data;

  @Parameter(
      names = "--objective",
      category = "Work",
      placeholder = "NAME",
      description =
          "what training minimises, for step and train: cross-entropy, consistency, macer, stability or smoothmix, without attack but for smoothmix's own steps (SmoothAdv-PGD's cross-entropy)",
      order = 9)
  private Method objective;

  @Parameter(
      names = "--attack-rows",
      category = "Machine",
      placeholder = "N",
      description =
          "noisy images that an attack takes through the network together, 0 for all (measured)",
      order = 91)
  private Integer attackRows;

  @ParametersDelegate private final KernelsOption kernels = new KernelsOption();

  /** This machine, tuned as these options say. */
  public Machine machine() {
    Machine tuned = kernels.machine(precision, "the work", Optional.empty());
    if (attackRows == null) {
      return tuned;
    }
    if (attackRows < 0) {
      throw new InvalidSettingException(
          "attackRows", "{attackRows} is %s; accepted is at least 0", attackRows);
    }
    return tuned.withTuning(new Tuning(tuned.tuning().kernels(), attackRows));
  }

  /** The architecture; null where none was named. */
  public String architecture() {
    return architecture;
  }

  /** Models of others, whose votes are measured. */
  public List<Path> models() {
    return models;
  }

  /** Network evaluations per run of the graph; null where nothing was said. */
  public Integer batch() {
    return batch;
  }

  /** T. */
  public int steps() {
    return steps;
  }

  /** m. */
  public int noiseSamples() {
    return noiseSamples;
  }

  /** Of the votes. */
  public NoiseKind noise() {
    return noise == null ? NoiseKind.GAUSSIAN : noise;
  }

  /** Of the network and of the matrix product. */
  public Precision precision() {
    return precision;
  }

  /** Height and width; null where nothing was said. */
  public Integer imageSize() {
    return imageSize;
  }

  /** What training minimises, without attack; null for SmoothAdv. */
  public Method objective() {
    return objective;
  }

  /** The dataset; null where none was named. */
  public String dataset() {
    return dataset;
  }

  /** The folder or file of the named dataset. */
  public Path folder() {
    return data == null ? Path.of(TrainingOptions.defaultFolder(dataset)) : data;
  }

  /** Whether a folder was named. */
  public boolean namesFolder() {
    return data != null;
  }

  /**
   * The words of a command line with these options.
   *
   * @param without names that are left out, as in {@code --model}
   */
  public List<String> words(Set<String> without) {
    Map<String, String> texts = texts();
    texts.keySet().removeAll(without);
    List<String> words = new ArrayList<>();
    texts.forEach((name, text) -> words.addAll(List.of(name, text)));
    return words;
  }

  /**
   * These options with other values.
   *
   * @param values by the names of options, without their hyphens
   * @throws InvalidInputException if there is no such option, or it cannot have that value
   */
  public BenchOptions with(Map<String, String> values) {
    Map<String, String> texts = texts();
    Set<String> known = new OptionParser(this).names();
    values.forEach(
        (name, value) -> {
          if (!known.contains("--" + name)) {
            throw new InvalidInputException(
                "there is no setting '%s'; settings: %s"
                    .formatted(
                        name,
                        new TreeSet<>(known)
                            .stream().map(o -> o.substring(2)).collect(Collectors.joining(", "))));
          }
          texts.put("--" + name, value);
        });
    List<String> words = new ArrayList<>();
    // One word each: a value may begin with hyphens.
    texts.forEach((name, text) -> words.add(name + "=" + text));
    BenchOptions changed = new BenchOptions();
    new OptionParser(changed).parse(words);
    return changed;
  }

  /** What is not as it is by default: another build may not know all options. */
  private Map<String, String> texts() {
    Map<String, Object> usual = new OptionParser(new BenchOptions()).values();
    Map<String, String> texts = new TreeMap<>();
    new OptionParser(this)
        .values()
        .forEach(
            (name, value) -> {
              if (value != null && !value.equals(usual.get(name))) {
                texts.put(name, text(value));
              }
            });
    return texts;
  }

  private static String text(Object value) {
    if (value instanceof Enum<?> constant) {
      return EnumNames.of(constant);
    }
    return value instanceof List<?> list
        ? list.stream().map(BenchOptions::text).collect(Collectors.joining(","))
        : value.toString();
  }
}
