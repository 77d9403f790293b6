package org.smoothadv.numpy;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.pickle.ByteSource;
import org.smoothadv.pickle.FileBytes;
import org.smoothadv.pickle.NdArray;

/**
 * A zip file of arrays by name, as {@code numpy.savez} and {@code savez_compressed} write it. An
 * array is read when it is asked for: one that is stored stays in the file, which is mapped into
 * memory; one that is compressed is held in memory.
 */
public final class NpzFile implements Closeable {
  private static final String SUFFIX = ".npy";

  /** Deflate cannot make more bytes out of one (zlib's documentation). */
  private static final long MOST_INFLATION = 1032;

  private final Path file;
  private final FileBytes bytes;
  private final ZipFile zip;
  private final Map<String, ZipArchiveEntry> entries;

  private NpzFile(Path file, FileBytes bytes, ZipFile zip, Map<String, ZipArchiveEntry> entries) {
    this.file = file;
    this.bytes = bytes;
    this.zip = zip;
    this.entries = entries;
  }

  /**
   * Opens a file; its arrays are not read yet.
   *
   * @throws InvalidInputException if there is no such file, or it is no zip file, or cut short, or
   *     has two entries of one name
   * @throws IOException if a good file cannot be read
   */
  public static NpzFile open(Path file) throws IOException {
    FileBytes bytes = FileBytes.open(file);
    ZipFile zip = null;
    try {
      zip = ZipFile.builder().setPath(file).get();
      return new NpzFile(file, bytes, zip, entries(file, zip));
    } catch (InvalidInputException e) {
      close(bytes, zip);
      throw e;
    } catch (IOException | RuntimeException e) {
      close(bytes, zip);
      // The file could be opened; of what is wrong in it the library tells in many ways.
      throw new InvalidInputException(
          file + ": not an npz file, or cut short or damaged: save or fetch it again", e);
    }
  }

  private static Map<String, ZipArchiveEntry> entries(Path file, ZipFile zip) {
    Set<String> names = new HashSet<>();
    Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      String name = entry.getName();
      // Programs differ in which of the two they read.
      if (!names.add(name)) {
        throw new InvalidInputException(
            "%s: damaged or malicious: two entries of the zip archive are called %s"
                .formatted(file, Quoted.of(name)));
      }
      if (name.endsWith(SUFFIX)) {
        entries.put(name.substring(0, name.length() - SUFFIX.length()), entry);
      }
    }
    return entries;
  }

  private static void close(FileBytes bytes, ZipFile zip) throws IOException {
    try (bytes) {
      ZipFile.closeQuietly(zip);
    }
  }

  /** The names of the arrays, in file order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * Reads an array.
   *
   * @throws InvalidInputException if there is none of this name, it is damaged, or its elements are
   *     no numbers, truth values or texts
   * @throws IOException if a good file cannot be read
   */
  public NdArray array(String name) throws IOException {
    ZipArchiveEntry entry = entries.get(name);
    if (entry == null) {
      throw new InvalidInputException("%s: there is no array %s".formatted(file, Quoted.of(name)));
    }
    try {
      return Npy.read(content(entry));
    } catch (IllegalArgumentException e) {
      throw refused(name, e.getMessage(), e);
    } catch (ZipException | EOFException e) {
      throw refused(name, "damaged: its compressed bytes cannot be read", e);
    }
  }

  private InvalidInputException refused(String name, String problem, Exception cause) {
    return new InvalidInputException(
        "%s: array %s: %s".formatted(file, Quoted.of(name), problem), cause);
  }

  private ByteSource content(ZipArchiveEntry entry) throws IOException {
    if (!zip.canReadEntryData(entry)) {
      throw new IllegalArgumentException("encrypted, or compressed as NumPy does not");
    }
    long length = entry.getCompressedSize();
    if (length < 0 || entry.getSize() < 0 || entry.getDataOffset() > bytes.size() - length) {
      throw new IllegalArgumentException("cut short or damaged");
    }
    return switch (entry.getMethod()) {
      case ZipEntry.STORED -> stored(entry);
      case ZipEntry.DEFLATED -> inflated(entry);
      default ->
          throw new IllegalArgumentException(
              "compressed by method %d, as NumPy does not".formatted(entry.getMethod()));
    };
  }

  private ByteSource stored(ZipArchiveEntry entry) throws IOException {
    if (entry.getSize() != entry.getCompressedSize()) {
      throw new IllegalArgumentException("damaged: it has two lengths");
    }
    requireSize(entry);
    ByteBuffer content = bytes.slice(entry.getDataOffset(), (int) entry.getSize());
    requireChecksum(entry, content.duplicate());
    return new BufferSource(content);
  }

  private ByteSource inflated(ZipArchiveEntry entry) throws IOException {
    if (entry.getSize() / MOST_INFLATION > entry.getCompressedSize()) {
      throw new IllegalArgumentException(
          "damaged: %,d bytes cannot come of %,d"
              .formatted(entry.getSize(), entry.getCompressedSize()));
    }
    requireSize(entry);
    byte[] content = new byte[(int) entry.getSize()];
    try (InputStream in = zip.getInputStream(entry)) {
      if (in.readNBytes(content, 0, content.length) < content.length || in.read() >= 0) {
        throw new IllegalArgumentException("damaged: its length is not what the file says");
      }
    }
    requireChecksum(entry, ByteBuffer.wrap(content));
    return new BufferSource(ByteBuffer.wrap(content));
  }

  private static void requireSize(ZipArchiveEntry entry) {
    if (entry.getSize() > Npy.MOST_BYTES) {
      throw new IllegalArgumentException(
          "%,d bytes; arrays of up to %,d are read: split it into several files"
              .formatted(entry.getSize(), Npy.MOST_BYTES));
    }
  }

  private static void requireChecksum(ZipArchiveEntry entry, ByteBuffer content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    if (checksum.getValue() != entry.getCrc()) {
      throw new IllegalArgumentException("damaged: its checksum is not what the file says");
    }
  }

  @Override
  public void close() throws IOException {
    close(bytes, zip);
  }
}
