package org.smoothadv.internal.results.source;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.LogDescription.Variant;
import org.smoothadv.results.LogProvenance;

/**
 * Finds out what is known about a log: how it was made from the JSON file of the same name beside
 * it, how its classifier was trained from the {@code run.json} in its folder or one of the three
 * folders above. A log that has neither is described by its path.
 */
public final class LogDescriber {
  private static final int FOLDERS_ABOVE = 3;
  private static final Pattern SIGMA_IN_NAME = Pattern.compile("certify-(\\d+(?:\\.\\d+)?)\\.tsv");

  /** Keys of the object "configuration" in run.json. */
  private static final Map<String, Property> RUN_KEYS =
      Map.of(
          "dataset", Property.DATASET,
          "architecture", Property.ARCHITECTURE,
          "sigma", Property.TRAINING_SIGMA,
          "attack", Property.TRAINING_ATTACK,
          "attackTarget", Property.TRAINING_TARGET,
          "steps", Property.TRAINING_STEPS,
          "noiseSamples", Property.TRAINING_NOISE_SAMPLES,
          "epsilon", Property.TRAINING_EPSILON,
          "seed", Property.TRAINING_SEED);

  /** Keys of the JSON file beside a log. */
  private static final Map<String, Property> LOG_KEYS =
      Map.ofEntries(
          Map.entry("dataset", Property.DATASET),
          Map.entry("split", Property.SPLIT),
          Map.entry("sigma", Property.SIGMA),
          Map.entry("n", Property.SAMPLES),
          Map.entry("attack", Property.ATTACK),
          Map.entry("attackTarget", Property.ATTACK_TARGET),
          Map.entry("gradient", Property.ATTACK_GRADIENT),
          Map.entry("steps", Property.ATTACK_STEPS),
          Map.entry("noiseSamples", Property.ATTACK_NOISE_SAMPLES),
          Map.entry("epsilon", Property.ATTACK_EPSILON),
          Map.entry("n0", Property.SELECTION_SAMPLES),
          Map.entry("alpha", Property.ALPHA),
          Map.entry("bound", Property.BOUND),
          Map.entry("sampling", Property.SAMPLING),
          Map.entry("radii", Property.RADII),
          Map.entry("precision", Property.PRECISION),
          Map.entry(LogProvenance.NOISE, Property.NOISE),
          Map.entry(LogProvenance.SEED_SHA256, Property.SEED),
          Map.entry(LogProvenance.CHOSEN_AFTERWARDS, Property.CHOSEN_AFTERWARDS),
          Map.entry(LogProvenance.RECERTIFIED_FROM, Property.RECERTIFIED_FROM),
          Map.entry("seed", Property.SEED),
          Map.entry("model", Property.MODEL),
          Map.entry("data", Property.DATA),
          Map.entry("images", Property.IMAGES),
          Map.entry("skip", Property.SKIP),
          Map.entry("max", Property.MAX),
          Map.entry("shard", Property.SHARD));

  private final Reach reach;

  /** By folder; run folders hold many logs, and each run.json is read once. */
  private final Map<Path, LogDescription> runs = new HashMap<>();

  /** Reads whatever describes a log. */
  public LogDescriber() {
    this(Reach.everywhere());
  }

  /** Reads only what may be read. */
  public LogDescriber(Reach reach) {
    this.reach = reach;
  }

  /**
   * Describes a log.
   *
   * @throws InvalidInputException if a JSON file that describes it is corrupt or was edited
   * @throws IOException if such a file cannot be read
   */
  public LogDescription describe(Path log) throws IOException {
    LogDescription own = ownDescription(log);
    LogDescription run = runDescription(log);
    String source = own.text(Property.RECERTIFIED_FROM);
    if (run.isEmpty() && !source.isEmpty() && source.indexOf(0) < 0) {
      run = runDescription(log.resolveSibling(source));
    }
    if (own.isEmpty() && run.isEmpty()) {
      return PublishedPath.describe(log);
    }
    return own.without(Property.RECERTIFIED_FROM).orElse(sigmaInName(log)).orElse(run);
  }

  private LogDescription ownDescription(Path log) throws IOException {
    Path file = LogProvenance.fileBeside(log);
    if (!reach.hasFile(file)) {
      return LogDescription.EMPTY;
    }
    return described(log, file);
  }

  private static LogDescription described(Path log, Path file) throws IOException {
    JsonProperties json = JsonProperties.read(file);
    String settings = LogProvenance.settings(json.object());
    if (json.text(LogProvenance.SETTINGS)
        .filter(written -> !written.equals(settings))
        .isPresent()) {
      throw new InvalidInputException(
          "%s was edited: it no longer tells how %s was made; restore it, or remove both"
              .formatted(file, log.getFileName()));
    }
    SeedCommitment.requireKept(file, json.object());
    LogDescription own = read(json, LOG_KEYS);
    if (own.isEmpty()) {
      return own;
    }
    own = own.with(Property.SETTINGS, settings);
    if (!own.text(Property.ATTACK).equals("none")) {
      return own;
    }
    return own.without(
            Property.ATTACK_TARGET,
            Property.ATTACK_GRADIENT,
            Property.ATTACK_STEPS,
            Property.ATTACK_NOISE_SAMPLES)
        .with(Property.ATTACK_EPSILON, "0");
  }

  private LogDescription runDescription(Path log) throws IOException {
    Path folder = log.toAbsolutePath().normalize().getParent();
    for (int above = 0; above <= FOLDERS_ABOVE && folder != null; above++) {
      LogDescription run = runIn(folder);
      if (!run.isEmpty()) {
        return run;
      }
      folder = folder.getParent();
    }
    return LogDescription.EMPTY;
  }

  private LogDescription runIn(Path folder) throws IOException {
    LogDescription known = runs.get(folder);
    if (known == null) {
      Path file = folder.resolve("run.json");
      known = reach.hasFile(file) ? readRun(file) : LogDescription.EMPTY;
      runs.put(folder, known);
    }
    return known;
  }

  private static LogDescription readRun(Path file) throws IOException {
    JsonProperties json = JsonProperties.read(file);
    JsonProperties configuration = json.inner("configuration");
    LogDescription run = read(configuration, RUN_KEYS);
    run =
        json.object().has("origin") // trained elsewhere, with a seed that nobody knows
            ? run.without(Property.TRAINING_SEED)
            : run.with(Property.TRAINING, allButSeed(json.object()));
    boolean attacked = !run.text(Property.TRAINING_ATTACK).equals("none");
    Optional<String> variant = variant(configuration, attacked);
    if (variant.isPresent()) {
      run = run.with(Property.VARIANT, variant.get());
    }
    if (configuration.text("objective").filter("smoothmix"::equals).isPresent()) {
      // Its path is an attack without a ball.
      return run.with(Property.TRAINING_ATTACK, "pgd").without(Property.TRAINING_EPSILON);
    }
    return attacked
        ? run
        : run.without(Property.TRAINING_TARGET, Property.TRAINING_STEPS, Property.TRAINING_EPSILON);
  }

  /** Where data and the model that was fine-tuned lie, and on what it is computed, may differ. */
  private static String allButSeed(JsonObject run) {
    JsonObject determining = run.deepCopy();
    determining.remove("machine");
    JsonObject configuration = determining.getAsJsonObject("configuration");
    List.of("seed", "data", "fineTune").forEach(configuration::remove);
    return Sha256.of(determining.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  private static Optional<String> variant(JsonProperties configuration, boolean attacked) {
    boolean noisy =
        configuration.text("sigma").filter("0"::equals).isEmpty()
            && configuration.text("noiseAfterAttack").filter("false"::equals).isEmpty();
    Optional<String> unlabelled = given(configuration, "unlabelled");
    Stream<Optional<String>> others =
        Stream.of(
            given(configuration, "fineTune").map(model -> Variant.PRETRAINED),
            unlabelled.map(file -> Variant.SELF_TRAINING),
            unlabelled.flatMap(file -> configuration.text("unlabelledWeight")).map(Variant::eta),
            configuration
                .text("gradient")
                .filter(gradient -> attacked && !gradient.equals("plugin"))
                .map(gradient -> gradient + " gradient"),
            noisy ? Optional.empty() : Optional.of(Variant.NOISELESS));
    return Variant.of(Stream.concat(objective(configuration), others));
  }

  /** The method of training with its settings; nothing for the cross-entropy. */
  private static Stream<Optional<String>> objective(JsonProperties configuration) {
    String objective = configuration.text("objective").orElse("cross-entropy");
    Optional<String> method =
        switch (objective) {
          case "consistency" -> Optional.of(Variant.CONSISTENCY);
          case "macer" ->
              Optional.of(
                  configuration.text("deferred").filter("true"::equals).isPresent()
                      ? Variant.MACER + " deferred"
                      : Variant.MACER);
          case "stability" -> Optional.of(Variant.STABILITY);
          case "smoothmix" -> Optional.of(Variant.SMOOTHMIX);
          default -> Optional.empty();
        };
    return method.isEmpty()
        ? Stream.of()
        : Stream.of(
            method,
            setting(configuration, "alpha", "alpha"),
            setting(configuration, "lambda", "lambda"),
            setting(configuration, "eta", "eta"),
            setting(configuration, "gamma", "gamma"),
            setting(configuration, "beta", "beta"),
            setting(configuration, "mixStep", "mixed from step"));
  }

  /** A setting that is 0 is one that the method does not use. */
  private static Optional<String> setting(JsonProperties configuration, String key, String name) {
    return configuration
        .text(key)
        .filter(value -> new BigDecimal(value).signum() != 0)
        .map(value -> name + " " + value);
  }

  private static Optional<String> given(JsonProperties configuration, String key) {
    return configuration.text(key).filter(text -> !text.isEmpty());
  }

  private static LogDescription sigmaInName(Path log) {
    Matcher name = SIGMA_IN_NAME.matcher(log.getFileName().toString());
    return name.matches()
        ? LogDescription.EMPTY.with(
            Property.SIGMA, LogDescription.number(new BigDecimal(name.group(1))))
        : LogDescription.EMPTY;
  }

  private static LogDescription read(JsonProperties json, Map<String, Property> keys) {
    EnumMap<Property, String> known = new EnumMap<>(Property.class);
    keys.forEach((key, property) -> json.text(key).ifPresent(text -> known.put(property, text)));
    return new LogDescription(known);
  }
}
