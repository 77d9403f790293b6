package org.smoothadv.internal.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.smoothadv.input.InvalidInputException;

/**
 * One file of a dataset as it is published, on its own or in the archive that was downloaded.
 *
 * @param name without folders
 * @param place the file, and what is in an archive by both names
 * @param length in bytes
 * @param content reads them
 */
record DatasetFile(String name, String place, long length, Content content) {
  /** An archive without end would be read without end. */
  private static final long MAX_ARCHIVE = 1L << 30;

  /** Those of datasets have about ten. */
  private static final int MAX_ENTRIES = 1000;

  /** Reads a whole file. */
  @FunctionalInterface
  interface Content {
    byte[] read() throws IOException;
  }

  /** Those of some files that are in a folder, in the order of the names. */
  static List<DatasetFile> in(Path folder, List<String> names) throws IOException {
    List<DatasetFile> files = new ArrayList<>();
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        files.add(of(file));
      }
    }
    return files;
  }

  /** A file on its own. */
  static DatasetFile of(Path file) throws IOException {
    return new DatasetFile(
        file.getFileName().toString(),
        file.toString(),
        Files.size(file),
        () -> Files.readAllBytes(file));
  }

  /** Whether a file that is there is called like a compressed archive. */
  static boolean isArchive(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return (name.endsWith(".tar.gz") || name.endsWith(".tgz")) && Files.isRegularFile(file);
  }

  /**
   * Those of some files that are in an archive, in its order and whatever their folder; they are
   * held in memory.
   *
   * @throws InvalidInputException if it is damaged, cut short or no such archive
   */
  static List<DatasetFile> inArchive(Path archive, List<String> names) throws IOException {
    List<DatasetFile> files = new ArrayList<>();
    int entries = 0;
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new Bounded(new GZIPInputStream(in, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (++entries > MAX_ENTRIES) {
          throw new IOException("more than %d files and folders".formatted(MAX_ENTRIES));
        }
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && names.contains(name)) {
          byte[] bytes = tar.readAllBytes();
          files.add(new DatasetFile(name, archive + ": " + name, bytes.length, () -> bytes));
        }
      }
      return files;
    } catch (IOException | RuntimeException e) {
      throw new InvalidInputException(
          archive + ": no .tar.gz archive of a dataset, or cut short or damaged: download it again",
          e);
    }
  }

  /** All bytes. */
  byte[] bytes() throws IOException {
    return content.read();
  }

  /**
   * The bytes of a file that may be compressed (its name ends in {@code .gz}).
   *
   * @param most bytes that it can have, decompressed
   * @throws InvalidInputException if it is damaged, cut short or longer
   */
  byte[] decompressed(int most) throws IOException {
    if (!name.endsWith(".gz")) {
      if (length > most) {
        throw tooLong(most);
      }
      return bytes();
    }
    byte[] read;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes()))) {
      read = in.readNBytes(most + 1);
    } catch (IOException e) {
      throw new InvalidInputException(
          place + ": no gzip file, or cut short or damaged: download it again", e);
    }
    if (read.length > most) {
      throw tooLong(most);
    }
    return read;
  }

  private InvalidInputException tooLong(int most) {
    return new InvalidInputException(
        String.format("%s has more than the %,d bytes that are expected", place, most));
  }

  /**
   * The values of a pickled dictionary.
   *
   * @throws InvalidInputException if it is none, or damaged
   */
  ArrayFile arrays() throws IOException {
    return ArrayFile.ofPickle(place, bytes());
  }

  /** Ends with an error after more bytes than any archive of a dataset has. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left = MAX_ARCHIVE;

    Bounded(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int one = in.read();
      took(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = in.read(target, offset, length);
      took(Math.max(0, count));
      return count;
    }

    private void took(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("more than 1 GiB");
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
