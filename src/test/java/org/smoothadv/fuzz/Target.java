package org.smoothadv.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A kind of file and what reads it.
 *
 * @param name of the kind
 * @param samples good files
 * @param most the longest that an answer may take
 */
record Target(String name, List<Sample> samples, Duration most) {
  private static final Duration USUAL = Duration.ofSeconds(1);

  /** Files that are read within a second. */
  Target(String name, List<Sample> samples) {
    this(name, samples, USUAL);
  }

  /** Reads a file as users of the library or the program do. */
  @FunctionalInterface
  interface Reader {
    void read(Path file) throws IOException;
  }

  /**
   * A good file.
   *
   * @param fileName that it has when it is read
   * @param content what is damaged
   * @param wrapping makes a file of the damaged content: with a right checksum around it, so that
   *     what is behind the checksum is tried too
   * @param reader of the file
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sample(String fileName, byte[] content, UnaryOperator<byte[]> wrapping, Reader reader) {
    /** A sample that is damaged as it is. */
    Sample(String fileName, byte[] content, Reader reader) {
      this(fileName, content, UnaryOperator.identity(), reader);
    }
  }

  /**
   * A file to be tried.
   *
   * @param content its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Trial(Sample sample, byte[] content) {
    /** Writes the file into a folder. */
    Path write(Path folder) throws IOException {
      Path file = folder.resolve(sample.fileName());
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    }
  }

  /** The good file of a number, as it is. */
  Trial whole(int number) {
    Sample sample = samples.get(number);
    return new Trial(sample, sample.wrapping().apply(sample.content()));
  }

  /** The damaged file of a seed: always the same one. */
  Trial damaged(long seed) {
    Random random = new Random(31 * seed + name.hashCode());
    random.nextInt(); // The first of similar seeds are similar.
    Sample sample = samples.get(random.nextInt(samples.size()));
    byte[] other = samples.get(random.nextInt(samples.size())).content();
    byte[] damaged = new Mutator(random).damaged(sample.content(), other);
    return new Trial(sample, sample.wrapping().apply(damaged));
  }
}
