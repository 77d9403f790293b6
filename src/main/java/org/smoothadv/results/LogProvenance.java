package org.smoothadv.results;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Sha256;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.files.DescriptionJson;
import org.smoothadv.internal.files.OutputFile;

/**
 * How a log came about: the JSON file beside it. What determines a line of the log is here, so that
 * a resumed log can be refused when it would mix two experiments.
 *
 * <p>A digest of it, the {@code settings}, stands in the file itself and in every line of the log:
 * a description that was edited, lines of another log among a log's own, and a description beside a
 * log that it is not about are told.
 *
 * @param kind {@code certify} or {@code predict}
 * @param run the folder of the classifier's run
 * @param model a digest of the classifier's weights
 * @param options the options that determine a line, numbers and words by their names without
 *     hyphens, as in {@code noiseSamples}; those that were not used are left out
 */
public record LogProvenance(String kind, String run, String model, Map<String, ?> options) {
  /** The key of the digest in the file. */
  public static final String SETTINGS = "settings";

  /** The key of the number of classes, which tells votes that cannot be. */
  public static final String CLASSES = "classes";

  /** The key of what computed the network, where that was not oneDNN. */
  public static final String KERNELS = "kernels";

  /** The key of the log whose votes these are, where the radii were computed from them later. */
  public static final String RECERTIFIED_FROM = "recertifiedFrom";

  /** The key of the names of the options that were chosen when the votes were known. */
  public static final String CHOSEN_AFTERWARDS = "chosenAfterwards";

  /** The key of the SHA-256 of a secret seed. */
  public static final String SEED_SHA256 = "seedSha256";

  /** The key of a secret seed, which is there when the log is finished. */
  public static final String SECRET_SEED = "secretSeed";

  /** The key of how the noise is drawn, where that is not the usual way. */
  public static final String NOISE = "noise";

  /** The key of what discrete noise may differ by, which the statistics leave of alpha. */
  public static final String NOISE_REMAINDER = "noiseRemainder";

  /** What determines no line, so that a log may go on with another. */
  private static final Set<String> OPEN = Set.of("run", CLASSES, SECRET_SEED, SETTINGS);

  /**
   * What settings do not cover: the run may be reached by another path; the batch changes no
   * certificate, only the order in which it is computed; kernels differ in their last bits, and
   * from machine to machine; the shards of a log are parts of one experiment; and a radius is the
   * same whenever it is computed.
   */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "run",
          "batch",
          "shard",
          KERNELS,
          CLASSES,
          RECERTIFIED_FROM,
          CHOSEN_AFTERWARDS,
          SECRET_SEED,
          SETTINGS);

  static final String NOTHING = "nothing";

  private static final String OTHER_LOG = "name another file with {log}";
  private static final int DIGITS = 16;
  private static final String LOG_FILE = "log";
  private static final String LOG = ".tsv";
  private static final String DESCRIPTION = ".json";

  /** Ends the name of the description of a log with any other name. */
  private static final String OTHER_DESCRIPTION = ".settings.json";

  /**
   * Reads how a log was made.
   *
   * @throws InvalidInputException if its description is missing, damaged or edited
   * @throws IOException if it cannot be read
   */
  public static LogProvenance of(Path log) throws IOException {
    String remedy = "leave the log out";
    Path file = fileBeside(log);
    JsonObject description = read(file, remedy);
    requireIntact(file, description, remedy);
    Map<String, JsonElement> options = new LinkedHashMap<>(description.asMap());
    List<String> made =
        Stream.of("kind", "run", "model")
            .map(options::remove)
            .map(value -> value instanceof JsonPrimitive text ? text.getAsString() : "")
            .toList();
    options.remove(SETTINGS);
    return new LogProvenance(made.get(0), made.get(1), made.get(2), options);
  }

  /** The digest that stands in every line of the log: 16 hexadecimal digits. */
  public String settings() {
    return settings(json());
  }

  /** The digest of the settings in a description. */
  public static String settings(JsonObject description) {
    Map<String, JsonElement> determining = new TreeMap<>(description.asMap());
    determining.keySet().removeAll(NO_SETTINGS);
    return Sha256.of(determining.toString().getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  /**
   * Writes the description of a log that has no line yet. The caller holds the log's lock.
   *
   * @throws InvalidInputException if something else is in the place of the description
   * @throws IOException if it cannot be written
   */
  void write(Path log) throws IOException {
    requireReplaceable(log);
    JsonObject json = json();
    json.addProperty(SETTINGS, settings(json));
    OutputFile.write(fileBeside(log), DescriptionJson.text(json).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds to the description of a log what determines no line. The caller holds the log's lock.
   *
   * @throws InvalidInputException if the description is missing, damaged or edited
   * @throws IOException if it cannot be read or written
   */
  static void add(Path log, String key, String value) throws IOException {
    Path file = fileBeside(log);
    JsonObject json = read(file, OTHER_LOG);
    requireIntact(file, json, OTHER_LOG);
    json.addProperty(key, value);
    OutputFile.write(file, DescriptionJson.text(json).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Something that determines a log's lines and differs.
   *
   * @param setting as the Java API calls it, or {@code kind} or {@code model}
   * @param stored what the log was made with
   * @param asked what is asked for
   */
  public record Difference(String setting, String stored, String asked) {}

  /**
   * Compares this with how a log was made.
   *
   * @param passedOver keys that are not compared, as in {@code batch}
   * @return the first difference, if there is one
   * @throws InvalidInputException if the log's description is missing, damaged or edited
   * @throws IOException if it cannot be read
   */
  public Optional<Difference> differenceFrom(Path log, Set<String> passedOver) throws IOException {
    Path file = fileBeside(log);
    JsonObject before = read(file, OTHER_LOG);
    requireIntact(file, before, OTHER_LOG);
    return difference(before, passedOver);
  }

  /**
   * Checks that a log's lines were made with these settings.
   *
   * @param ofLines the settings that they tell; empty where they tell none
   * @throws InvalidInputException if they were not
   */
  public void requireMade(Path log, Optional<String> ofLines) {
    if (ofLines.isPresent() && !ofLines.get().equals(settings())) {
      throw new InvalidSettingException(
          LOG_FILE,
          "%s describes another log than %s, whose lines were made with other settings: restore it, or name another file with {log}",
          fileBeside(log),
          log);
    }
  }

  /**
   * Checks that a description was not changed after it was written.
   *
   * @throws InvalidInputException if its digest is not that of its settings, or there is none
   */
  private static void requireIntact(Path file, JsonObject description, String remedy) {
    JsonElement written = description.get(SETTINGS);
    if (written == null) {
      throw new InvalidSettingException(
          LOG_FILE,
          "%s is of an earlier version, which did not write down which images were chosen; "
              + remedy,
          file);
    }
    if (!word(written).equals('"' + settings(description) + '"')) {
      throw new InvalidSettingException(
          LOG_FILE,
          "%s was edited, so it is not known how the log was made: restore it, or " + remedy,
          file);
    }
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("kind", kind);
    json.addProperty("run", run);
    json.addProperty("model", model);
    options.forEach((name, value) -> json.add(name, DescriptionJson.FORMAT.toJsonTree(value)));
    return json;
  }

  private Optional<Difference> difference(JsonObject before, Set<String> passedOver) {
    JsonObject now = json();
    Set<String> keys = new LinkedHashSet<>(now.keySet());
    keys.addAll(before.keySet());
    keys.removeAll(passedOver);
    keys.removeAll(OPEN);
    return keys.stream()
        .map(key -> new Difference(key, word(before.get(key)), word(now.get(key))))
        .filter(difference -> !difference.stored().equals(difference.asked()))
        .findFirst();
  }

  private static String word(JsonElement value) {
    return value == null ? NOTHING : value.toString();
  }

  /**
   * Checks that a log can have its description: that of an earlier log of that name is replaced,
   * nothing else is.
   *
   * @throws InvalidInputException if something else is in its place
   */
  static void requireReplaceable(Path log) throws IOException {
    Path file = fileBeside(log);
    try {
      if (!Files.exists(file) || read(file, OTHER_LOG).has("kind")) {
        return;
      }
    } catch (InvalidInputException e) {
      // Not a description either: answered below.
    }
    throw new InvalidSettingException(
        LOG_FILE,
        "{log} %s: the log's description would replace %s, which is something else; name another file",
        log,
        file);
  }

  private static JsonObject read(Path file, String remedy) throws IOException {
    if (!Files.exists(file)) {
      throw new InvalidSettingException(
          LOG_FILE, "%s is missing, so it is not known how the log was made; " + remedy, file);
    }
    try {
      return JsonParser.parseString(TextFile.read(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException | CharacterCodingException e) {
      throw new InvalidSettingException(
          LOG_FILE, "%s is damaged, so it is not known how the log was made; " + remedy, file);
    }
  }

  /**
   * The file that describes a log: no two logs have the same. That of {@code x.tsv} is {@code
   * x.json}, that of {@code x} is {@code x.settings.json}.
   */
  public static Path fileBeside(Path log) {
    String name = log.getFileName().toString();
    String usual = name.endsWith(LOG) ? stem(log) + DESCRIPTION : OTHER_DESCRIPTION;
    return log.resolveSibling(usual.endsWith(OTHER_DESCRIPTION) ? name + OTHER_DESCRIPTION : usual);
  }

  /** A log's name without its ending {@code .tsv}, if it has that. */
  public static String stem(Path log) {
    String name = log.getFileName().toString();
    return name.endsWith(LOG) ? name.substring(0, name.length() - LOG.length()) : name;
  }
}
