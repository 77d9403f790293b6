package org.smoothadv.results;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;

/**
 * How a log came about: the JSON file of the same name beside it. What determines a line of the log
 * is here, so that a resumed log can be refused when it would mix two experiments.
 *
 * @param kind {@code certify} or {@code predict}
 * @param run the folder of the classifier's run
 * @param model a digest of the classifier's weights
 * @param dataset the dataset's name
 * @param split {@code train} or {@code test}
 * @param sigma standard deviation of the noise
 * @param n0 samples that chose the class; 0 for {@code predict}
 * @param n samples that estimated
 * @param alpha failure probability
 * @param batch rows per run of the vote graph
 * @param seed of the noise
 * @param precision of the network's arithmetic
 * @param bound how votes became a radius: {@code one-vs-rest}, which is what a certification that
 *     does not say has, or {@code top-two}; null for {@code predict}
 * @param sampling {@code fixed}, likewise, or {@code adaptive}; null for {@code predict}
 * @param radii that sampling was to decide, comma-separated; null where it was not adaptive
 */
public record LogProvenance(
    String kind,
    String run,
    String model,
    String dataset,
    String split,
    double sigma,
    int n0,
    int n,
    double alpha,
    int batch,
    long seed,
    String precision,
    String bound,
    String sampling,
    String radii) {
  /** Of these the command line has no option. */
  private static final Set<String> NO_OPTIONS = Set.of("kind", "model");

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Fills in what certifications were before there was a choice. */
  public LogProvenance {
    if ("certify".equals(kind)) {
      bound = bound == null ? "one-vs-rest" : bound;
      sampling = sampling == null ? "fixed" : sampling;
    }
  }

  /** With the way that certification estimates. */
  public LogProvenance withEstimation(String itsBound, String itsSampling, String itsRadii) {
    return new LogProvenance(
        kind,
        run,
        model,
        dataset,
        split,
        sigma,
        n0,
        n,
        alpha,
        batch,
        seed,
        precision,
        itsBound,
        itsSampling,
        itsRadii);
  }

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
      OutputFile.write(file, (JSON.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8));
    } else if (resume) {
      requireSame(read(file), log);
    } else {
      throw new InvalidInputException(
          log + " exists already: add --resume to continue it, or name another file with --log");
    }
  }

  private void requireSame(LogProvenance stored, Path log) {
    JsonObject now = JSON.toJsonTree(this).getAsJsonObject();
    JsonObject before = JSON.toJsonTree(stored).getAsJsonObject();
    for (String key : now.keySet()) {
      // The same run may be reached by another path: the digest of its weights decides.
      if (!key.equals("run") && !now.get(key).equals(before.get(key))) {
        throw new InvalidInputException(
            "--resume: %s was made with %s %s, this command has %s; repeat its options or name another file with --log"
                .formatted(
                    log,
                    NO_OPTIONS.contains(key) ? key : "--" + key,
                    before.get(key),
                    now.get(key)));
      }
    }
  }

  /** A log's description is replaced with its log; nothing else of that name is. */
  private static void requireReplaceable(Path file, Path log) throws IOException {
    try {
      if (!Files.exists(file) || read(file).kind != null) {
        return;
      }
    } catch (InvalidInputException e) {
      // Not a description either: answered below.
    }
    throw new InvalidInputException(
        "--log %s: the log's description would replace %s, which is something else; name another file"
            .formatted(log, file));
  }

  private static LogProvenance read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          "--resume: "
              + file
              + " is missing, so it is not known how the log was made; name another file with --log");
    }
    try {
      LogProvenance stored =
          JSON.fromJson(Files.readString(file, StandardCharsets.UTF_8), LogProvenance.class);
      if (stored != null) {
        return stored;
      }
    } catch (JsonParseException | CharacterCodingException e) {
      throw damaged(file, e);
    }
    throw damaged(file, null);
  }

  private static InvalidInputException damaged(Path file, Exception cause) {
    return new InvalidInputException(
        file + " is damaged, so it is not known how the log was made; name another file with --log",
        cause);
  }

  private static Path fileBeside(Path log) {
    String name = log.getFileName().toString();
    String stem = name.endsWith(".tsv") ? name.substring(0, name.length() - 4) : name;
    return log.resolveSibling(stem + ".json");
  }
}
