package org.smoothadv.internal.results.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HexFormat;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Sha256;
import org.smoothadv.results.LogProvenance;

/**
 * What a log's description says of a secret seed: its SHA-256, and when it is finished the seed.
 */
final class SeedCommitment {
  private SeedCommitment() {}

  /**
   * Checks that a seed which is told is the one that was committed to.
   *
   * @param file holds the description
   * @throws InvalidInputException if it is not
   */
  static void requireKept(Path file, JsonObject description) {
    JsonElement seed = description.get(LogProvenance.SECRET_SEED);
    JsonElement digest = description.get(LogProvenance.SEED_SHA256);
    if (seed == null || (digest != null && isKept(digest, seed))) {
      return;
    }
    throw new InvalidInputException(
        "%s was edited: its %s is not the one of which %s is the SHA-256; restore it, or leave the log out"
            .formatted(file, LogProvenance.SECRET_SEED, LogProvenance.SEED_SHA256));
  }

  private static boolean isKept(JsonElement digest, JsonElement seed) {
    try {
      byte[] bytes = HexFormat.of().parseHex(seed.getAsString());
      return Sha256.of(bytes).equals(digest.getAsString());
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      return false;
    }
  }
}
