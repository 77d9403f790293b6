package org.smoothadv.internal.command.job;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Sha256;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.command.option.NoiseSeed;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogWriter;

/**
 * The seed of a log's noise. A secret one has 128 bits; the log's description commits to it by its
 * SHA-256 before the first line, and tells it after the last one: nobody can have chosen it when
 * the votes were known, and everybody can draw them again. Meanwhile it is in a file beside the
 * log, which its owner alone may read.
 */
public final class LogSeed {
  private static final int BYTES = 16;
  private static final int NAMED_DIGITS = 8;
  private static final String SEED = "seed";
  private static final Pattern SECRET = Pattern.compile("[0-9a-f]{32}");

  private final Path log;
  private final long number;
  private final Optional<String> secret;

  private LogSeed(Path log, long number, Optional<String> secret) {
    this.log = log;
    this.number = number;
    this.secret = secret;
  }

  /**
   * The seed that a log is made with. A secret is drawn, or is that of the log which is gone on
   * with.
   *
   * @throws org.smoothadv.input.InvalidInputException if the log's secret is lost, or is none of
   *     which the log has the SHA-256
   */
  static LogSeed of(NoiseSeed asked, Path log, boolean resume) throws IOException {
    if (asked.number().isPresent()) {
      return new LogSeed(log, asked.number().get(), Optional.empty());
    }
    Optional<String> committed = resume ? commitment(log) : Optional.empty();
    String secret;
    if (asked.told().isPresent()) {
      secret = asked.told().get();
    } else {
      secret = committed.isPresent() ? kept(log, committed.get()) : drawn();
    }
    if (committed.isPresent() && !digest(secret).equals(committed.get())) {
      throw new InvalidSettingException(
          SEED,
          "{resume}: the SHA-256 of {seed} is %s, but %s was begun with a secret of SHA-256 %s; give that one, or name another file with {log}",
          digest(secret),
          log,
          committed.get());
    }
    return new LogSeed(log, key(secret), Optional.of(secret));
  }

  /** What a log's description has of the seed that is asked for, where it was made with it. */
  public static Map<String, Object> described(NoiseSeed asked, Path log) throws IOException {
    if (asked.number().isPresent()) {
      return Map.of(SEED, asked.number().get());
    }
    Optional<String> digest =
        asked.told().isPresent() ? asked.told().map(LogSeed::digest) : commitment(log);
    return Map.of(LogProvenance.SEED_SHA256, digest.orElse("a secret"));
  }

  private static String drawn() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String digest(String secret) {
    return Sha256.of(HexFormat.of().parseHex(secret));
  }

  /** The generator's key, which the published SHA-256 says nothing about. */
  private static long key(String secret) {
    byte[] text = ("noise " + secret).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.wrap(Sha256.start().digest(text)).getLong();
  }

  private static Optional<String> commitment(Path log) throws IOException {
    return Files.exists(log) && Files.exists(LogProvenance.fileBeside(log))
        ? text(log, LogProvenance.SEED_SHA256)
        : Optional.empty();
  }

  private static Optional<String> text(Path log, String key) throws IOException {
    return LogProvenance.of(log).options().get(key) instanceof JsonElement value
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  /** The secret of a log that is not finished, or is. */
  private static String kept(Path log, String commitment) throws IOException {
    Path file = file(log, commitment);
    Optional<String> told = text(log, LogProvenance.SECRET_SEED);
    if (told.isEmpty() && !Files.exists(file)) {
      throw new InvalidSettingException(
          SEED,
          "{resume}: the secret seed of %s was in %s, which is missing: restore it, give the secret with {seed}, or name another file with {log}",
          log,
          file);
    }
    String secret = told.isPresent() ? told.get() : TextFile.read(file).strip();
    if (!SECRET.matcher(secret).matches()) {
      throw new InvalidSettingException(
          SEED,
          "{resume}: %s has no secret seed, of 32 hexadecimal digits: restore it, or name another file with {log}",
          told.isPresent() ? LogProvenance.fileBeside(log) : file);
    }
    return secret;
  }

  private static Path file(Path log, String commitment) {
    String name = LogProvenance.stem(log) + "." + commitment.substring(0, NAMED_DIGITS) + ".seed";
    return log.resolveSibling(name);
  }

  /** Of all noise. */
  long number() {
    return number;
  }

  /** What the log's description has of it from the beginning. */
  Map<String, Object> determining() {
    return secret
        .map(it -> Map.<String, Object>of(LogProvenance.SEED_SHA256, digest(it)))
        .orElseGet(() -> Map.of(SEED, number));
  }

  /** The file that keeps the secret until the log is finished; empty for a number. */
  private Optional<Path> file() {
    return secret.map(it -> file(log, digest(it)));
  }

  /**
   * Keeps a secret for the case that the log is gone on with.
   *
   * @return whether it was not kept before
   */
  boolean keep() throws IOException {
    if (secret.isEmpty() || Files.exists(file().get())) {
      return false;
    }
    Path file = file().get();
    OutputFile.write(file, new byte[0]);
    PosixFileAttributeView access = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (access != null) {
      access.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(file, secret.get() + "\n");
    return true;
  }

  /** Takes {@link #keep} back. */
  void forget() throws IOException {
    if (secret.isPresent()) {
      Files.deleteIfExists(file().get());
    }
  }

  /** Tells a secret in the description of the log, which is finished. */
  void tell(LogWriter<?> finished) throws IOException {
    if (secret.isPresent()) {
      finished.describe(LogProvenance.SECRET_SEED, secret.get());
      forget();
    }
  }
}
