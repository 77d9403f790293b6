package org.smoothadv.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
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

/**
 * The entries of a zip file by name. One that is stored stays in the file, which is mapped into
 * memory where it is long; one that is compressed is held in memory.
 */
public final class ZipContents implements Closeable {
  /** Deflate cannot make more bytes out of one (zlib's documentation). */
  private static final long MAX_INFLATION = 1032;

  private static final int LOCAL_HEADER = 0x04034b50;

  private final FileBytes bytes;
  private final ZipFile zip;
  private final Map<String, ZipArchiveEntry> entries;

  private ZipContents(FileBytes bytes, ZipFile zip, Map<String, ZipArchiveEntry> entries) {
    this.bytes = bytes;
    this.zip = zip;
    this.entries = entries;
  }

  /**
   * Opens a file; its entries are not read yet.
   *
   * @throws InvalidInputException if there is no such file, or it has two entries of one name
   * @throws ZipException if it is no zip file, or cut short or damaged
   * @throws IOException if it cannot be opened
   */
  public static ZipContents open(Path file) throws IOException {
    FileBytes bytes = FileBytes.open(file);
    ZipFile zip = null;
    try {
      zip = ZipFile.builder().setPath(file).get();
      return new ZipContents(bytes, zip, entries(file, zip));
    } catch (InvalidInputException e) {
      close(bytes, zip);
      throw e;
    } catch (IOException | RuntimeException e) {
      close(bytes, zip);
      // The file could be opened; of what is wrong in it the library tells in many ways.
      ZipException damaged = new ZipException(e.getMessage());
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static Map<String, ZipArchiveEntry> entries(Path file, ZipFile zip) {
    Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      // Programs differ in which of the two they read.
      if (entries.put(entry.getName(), entry) != null) {
        throw new InvalidInputException(
            "%s: damaged or malicious: two entries of the zip archive are called %s"
                .formatted(file, Quoted.of(entry.getName())));
      }
    }
    return entries;
  }

  private static void close(FileBytes bytes, ZipFile zip) throws IOException {
    try (bytes) {
      ZipFile.closeQuietly(zip);
    }
  }

  /** The names of the entries, in file order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** The number of bytes that an entry says it has when it is unpacked. */
  public long size(String name) {
    return entries.get(name).getSize();
  }

  /** Whether an entry is compressed. */
  public boolean isCompressed(String name) {
    return entries.get(name).getMethod() != ZipEntry.STORED;
  }

  /**
   * Checks, before anything is allocated for an entry, that what the file says of it can be true.
   *
   * @throws IllegalArgumentException if it cannot, or it is encrypted or compressed in another way
   *     than by deflate
   */
  public void requirePlausible(String name) throws IOException {
    ZipArchiveEntry entry = entries.get(name);
    if (!zip.canReadEntryData(entry)) {
      throw new IllegalArgumentException("encrypted, or compressed in another way than by deflate");
    }
    long length = entry.getCompressedSize();
    if (length < 0
        || entry.getSize() < 0
        || entry.getDataOffset() < 0
        || entry.getDataOffset() > bytes.size() - length
        || bytes.slice(entry.getLocalHeaderOffset(), Integer.BYTES).getInt(0) != LOCAL_HEADER) {
      throw new IllegalArgumentException("cut short or damaged");
    }
    switch (entry.getMethod()) {
      case ZipEntry.STORED -> {
        if (entry.getSize() != length) {
          throw new IllegalArgumentException("damaged: it has two lengths");
        }
      }
      case ZipEntry.DEFLATED -> {
        if (entry.getSize() / MAX_INFLATION > length) {
          throw new IllegalArgumentException(
              "damaged: %,d bytes cannot come of %,d".formatted(entry.getSize(), length));
        }
      }
      default ->
          throw new IllegalArgumentException(
              "compressed by method %d; accepted are stored and deflated"
                  .formatted(entry.getMethod()));
    }
  }

  /**
   * Reads a plausible entry of at most 2 GB, no more of it than the file says, and compares its
   * checksum.
   *
   * @throws IllegalArgumentException if its length or checksum is not what the file says
   * @throws IOException if it cannot be read; a {@link ZipException} or an {@link
   *     java.io.EOFException} where its compressed bytes are damaged
   */
  public ByteSource content(String name) throws IOException {
    ZipArchiveEntry entry = entries.get(name);
    ByteBuffer content =
        isCompressed(name)
            ? inflated(entry)
            : bytes.slice(entry.getDataOffset(), (int) entry.getSize());
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    if (checksum.getValue() != entry.getCrc()) {
      throw new IllegalArgumentException("damaged: its checksum is not what the file says");
    }
    return ByteSource.of(content);
  }

  private ByteBuffer inflated(ZipArchiveEntry entry) throws IOException {
    byte[] content = new byte[(int) entry.getSize()];
    try (InputStream in = zip.getInputStream(entry)) {
      if (in.readNBytes(content, 0, content.length) < content.length || in.read() >= 0) {
        throw new IllegalArgumentException("damaged: its length is not what the file says");
      }
    }
    return ByteBuffer.wrap(content);
  }

  @Override
  public void close() throws IOException {
    close(bytes, zip);
  }
}
