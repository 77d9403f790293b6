package org.smoothadv.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.results.LogProvenance.Difference;

/** Whether a log goes on as it was begun. */
final class Continuation {
  /** What a description may hold beside settings has no other name than its own. */
  private static final Pattern SETTING = Pattern.compile("[a-z][A-Za-z0-9]*");

  private Continuation() {}

  /**
   * Checks that a log is continued as it was begun.
   *
   * @throws InvalidInputException as {@link LogProvenance#differenceFrom} does, and if there is a
   *     difference
   */
  static void requireSame(LogProvenance provenance, Path log) throws IOException {
    Optional<Difference> difference = provenance.differenceFrom(log, Set.of());
    if (difference.isPresent()) {
      throw refused(log, difference.get());
    }
  }

  private static InvalidSettingException refused(Path log, Difference difference) {
    if (difference.setting().equals("seed") && difference.stored().equals(LogProvenance.NOTHING)) {
      return new InvalidSettingException(
          "seed",
          "{resume}: %s was made with {seed} secret, this command has %s; repeat its options or name another file with {log}",
          log,
          difference.asked());
    }
    return switch (difference.setting()) {
      case "data" ->
          new InvalidSettingException(
              "data",
              "{resume}: %s is about other images than {data} holds now (other numbers, labels or pixels); name the folder that they came from, or another file with {log}",
              log);
      case "model" ->
          new InvalidSettingException(
              "model",
              "{resume}: %s is of other weights than the classifier has now, which was trained on or is another one; name another file with {log}",
              log);
      case LogProvenance.NOISE ->
          new InvalidSettingException(
              "noise",
              "{resume}: %s was made with {noise} %s, this command has %s; repeat its options or name another file with {log}",
              log,
              noise(difference.stored()),
              noise(difference.asked()));
      case LogProvenance.SEED_SHA256 ->
          new InvalidSettingException(
              "seed",
              "{resume}: %s was made with another {seed} than this command has (one of them a secret); repeat its options or name another file with {log}",
              log);
      case LogProvenance.RECERTIFIED_FROM, LogProvenance.CHOSEN_AFTERWARDS ->
          new InvalidSettingException(
              "log",
              "{resume}: the radii of %s were computed from the votes of another log: continue that one",
              log);
      default -> {
        String setting = difference.setting();
        boolean named = !setting.equals("kind") && SETTING.matcher(setting).matches();
        yield new InvalidSettingException(
            setting,
            "{resume}: %s was made with "
                + (named ? "{" + setting + "}%s" : "%s")
                + " %s, this command has %s; repeat its options or name another file with {log}",
            log,
            named ? "" : setting,
            difference.stored(),
            difference.asked());
      }
    };
  }

  private static String noise(String word) {
    return word.equals(LogProvenance.NOTHING) ? "gaussian" : word.replace("\"", "");
  }
}
