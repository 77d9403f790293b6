package org.smoothadv.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.smoothadv.input.Sha256;

/**
 * Where the weights of an imported run come from.
 *
 * @param file the path of the file when it was imported
 * @param sha256 of its content, in hexadecimal
 */
public record RunOrigin(String file, String sha256) {
  public RunOrigin {
    Objects.requireNonNull(file, "'file' of 'origin' is missing");
    Objects.requireNonNull(sha256, "'sha256' of 'origin' is missing");
  }

  /** Describes a file. */
  public static RunOrigin of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = Sha256.start();
      try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
        in.transferTo(out);
      }
      return new RunOrigin(
          file.toAbsolutePath().normalize().toString(), HexFormat.of().formatHex(sha.digest()));
    }
  }
}
