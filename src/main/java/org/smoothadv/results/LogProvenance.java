package org.smoothadv.results;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.TextFile;

/**
 * How a log came about: the JSON file of the same name beside it. What determines a line of the log
 * is here, so that a resumed log can be refused when it would mix two experiments.
 *
 * @param kind {@code certify} or {@code predict}
 * @param run the folder of the classifier's run
 * @param model a digest of the classifier's weights
 * @param options the options that determine a line, numbers and words by their names without
 *     hyphens, as in {@code noiseSamples}; those that were not used are left out
 */
public record LogProvenance(String kind, String run, String model, Map<String, ?> options) {
  /** Options that came later, by kind of log, and what logs without them were made with. */
  private static final Map<String, Map<String, String>> EARLIER =
      Map.of(
          "certify", Map.of("bound", "one-vs-rest", "sampling", "fixed"),
          "predict", Map.of("attack", "none"));

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * Describes a log before its first line is written, or checks that a log is continued as it was
   * begun.
   *
   * @param log the log's file
   * @param resume whether a log that is there may be continued
   * @throws InvalidInputException if the log is there and must not be continued, or was made in
   *     another way (naming the first difference)
   * @throws IOException if the description cannot be read or written
   */
  public void describe(Path log, boolean resume) throws IOException {
    Path file = fileBeside(log);
    if (Files.isDirectory(log)) {
      throw new InvalidInputException("--log " + log + " is a folder: name a file");
    }
    if (!Files.exists(log)) {
      requireReplaceable(file, log);
      OutputFile.write(file, (JSON.toJson(json()) + "\n").getBytes(StandardCharsets.UTF_8));
    } else if (resume) {
      requireSame(read(file), log);
    } else {
      throw new InvalidInputException(
          log + " exists already: add --resume to continue it, or name another file with --log");
    }
  }

  /**
   * Something that determines a log's lines and differs.
   *
   * @param option as users write it, or {@code model}
   * @param stored what the log was made with
   * @param asked what is asked for
   */
  public record Difference(String option, String stored, String asked) {}

  /**
   * Compares this with how a log was made.
   *
   * @param passedOver keys that are not compared, as in {@code model}
   * @return the first difference, if there is one
   * @throws InvalidInputException if the log's description is missing or damaged
   * @throws IOException if it cannot be read
   */
  public Optional<Difference> differenceFrom(Path log, Set<String> passedOver) throws IOException {
    return difference(read(fileBeside(log)), passedOver);
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("kind", kind);
    json.addProperty("run", run);
    json.addProperty("model", model);
    options.forEach((name, value) -> json.add(name, JSON.toJsonTree(value)));
    return json;
  }

  private void requireSame(JsonObject before, Path log) {
    difference(before, Set.of())
        .ifPresent(
            difference -> {
              throw new InvalidInputException(
                  "--resume: %s was made with %s %s, this command has %s; repeat its options or name another file with --log"
                      .formatted(
                          log, difference.option(), difference.stored(), difference.asked()));
            });
  }

  private Optional<Difference> difference(JsonObject before, Set<String> passedOver) {
    EARLIER
        .getOrDefault(kind, Map.of())
        .forEach((name, value) -> addUnlessThere(before, name, value));
    JsonObject now = json();
    Set<String> keys = new LinkedHashSet<>(now.keySet());
    keys.addAll(before.keySet());
    keys.removeAll(passedOver);
    // The same run may be reached by another path: the digest of its weights decides.
    keys.remove("run");
    return keys.stream()
        .map(key -> new Difference(option(key), word(before.get(key)), word(now.get(key))))
        .filter(difference -> !difference.stored().equals(difference.asked()))
        .findFirst();
  }

  private static void addUnlessThere(JsonObject json, String name, String value) {
    if (!json.has(name)) {
      json.addProperty(name, value);
    }
  }

  /** As users write it: {@code noiseSamples} is {@code --noise-samples}. */
  private static String option(String key) {
    boolean given = !key.equals("kind") && !key.equals("model");
    return given ? "--" + key.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT) : key;
  }

  private static String word(JsonElement value) {
    return value == null ? "nothing" : value.toString();
  }

  /** A log's description is replaced with its log; nothing else of that name is. */
  private static void requireReplaceable(Path file, Path log) throws IOException {
    try {
      if (!Files.exists(file) || read(file).has("kind")) {
        return;
      }
    } catch (InvalidInputException e) {
      // Not a description either: answered below.
    }
    throw new InvalidInputException(
        "--log %s: the log's description would replace %s, which is something else; name another file"
            .formatted(log, file));
  }

  private static JsonObject read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          "--resume: "
              + file
              + " is missing, so it is not known how the log was made; name another file with --log");
    }
    try {
      return JsonParser.parseString(TextFile.read(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException | CharacterCodingException e) {
      throw damaged(file, e);
    }
  }

  private static InvalidInputException damaged(Path file, Exception cause) {
    return new InvalidInputException(
        file + " is damaged, so it is not known how the log was made; name another file with --log",
        cause);
  }

  /** The file that describes a log. */
  public static Path fileBeside(Path log) {
    String name = log.getFileName().toString();
    String stem = name.endsWith(".tsv") ? name.substring(0, name.length() - 4) : name;
    return log.resolveSibling(stem + ".json");
  }
}
