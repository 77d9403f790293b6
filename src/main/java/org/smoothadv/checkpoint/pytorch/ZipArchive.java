package org.smoothadv.checkpoint.pytorch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.pickle.ByteSource;
import org.smoothadv.pickle.PickleInput;
import org.smoothadv.pickle.Pickles;
import org.smoothadv.pickle.Unpickler;

/**
 * The format of PyTorch since 1.6: a zip archive with the object in {@code NAME/data.pkl} and the
 * elements of each storage in {@code NAME/data/KEY}. Nothing is unpacked to the disk.
 */
final class ZipArchive implements Storages {
  private static final String PICKLE = "data.pkl";

  /** What compressed entries may become, all together, in relation to the file. */
  private static final int EXPANSION = 20;

  private static final long SMALL = 1 << 20;

  private final Path file;
  private final ZipFile zip;
  private final String prefix;
  private long inflatable;
  private final Object content;
  private String lastKey;
  private byte[] lastBytes;

  /**
   * Opens the archive and reads the object.
   *
   * @param size of the file in bytes
   * @throws InvalidInputException if it is not such a file, or damaged, or cut short, or has two
   *     entries of one name
   */
  ZipArchive(Path file, long size) throws IOException {
    this.file = file;
    inflatable = EXPANSION * size + SMALL;
    zip = open(file);
    try {
      requireUniqueNames();
      prefix = prefix();
      requireLittleEndian();
      PickleInput input =
          new PickleInput(ByteSource.of(read(prefix + PICKLE)), file + ": " + PICKLE);
      content =
          new Unpickler(Pickles.passingOverOthers(input).and(TorchGlobals.table()), this::mention)
              .read(input);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile open(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException | EOFException e) {
      throw new InvalidInputException(
          "%s: cut short or damaged: its zip directory cannot be read (%s)"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Programs differ in which of two entries of one name they read. */
  private void requireUniqueNames() {
    Set<String> names = new HashSet<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (!names.add(entry.getName())) {
        throw new InvalidInputException(
            "%s: damaged or malicious: two entries of the zip archive are called %s"
                .formatted(file, Quoted.of(entry.getName())));
      }
    }
  }

  private String prefix() {
    List<String> pickles =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .limit(2)
            .toList();
    if (pickles.size() != 1) {
      throw new InvalidInputException(
          "%s: a zip archive, but not of PyTorch: it has %s %s%s"
              .formatted(
                  file, pickles.isEmpty() ? "no" : "more than one", PICKLE, content(zip, PICKLE)));
    }
    String found = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    if (zip.getEntry(found + "constants.pkl") != null) {
      throw new InvalidInputException(
          file
              + ": a program of TorchScript, which only PyTorch can run: save what the network's"
              + " state_dict() gives");
    }
    return found;
  }

  private static String content(ZipFile zip, String but) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> !name.endsWith("/" + but))
        .findFirst()
        .map(name -> ", but " + Quoted.of(name) + "; unpack it if the checkpoint is in it")
        .orElse("");
  }

  private void requireLittleEndian() throws IOException {
    if (zip.getEntry(prefix + "byteorder") == null) {
      return; // PyTorch before 2.1 does not say.
    }
    String order = new String(read(prefix + "byteorder"), StandardCharsets.ISO_8859_1);
    if (!order.equals("little")) {
      throw new InvalidInputException(
          "%s: its byte order is %s, not 'little'".formatted(file, Quoted.of(order)));
    }
  }

  private Object mention(Object id) {
    if (!(TorchGlobals.storage(id) instanceof TorchStorage storage)) {
      return TorchGlobals.storage(id);
    }
    ZipEntry entry = zip.getEntry(entryName(storage));
    long bytes = storage.stored() * storage.type().bytes();
    if (entry == null || entry.getSize() != bytes) {
      throw new IllegalArgumentException(
          "storage %s: %d bytes expected, %s"
              .formatted(
                  Quoted.of(storage.key()),
                  bytes,
                  entry == null ? "the archive has none" : entry.getSize() + " found"));
    }
    return storage;
  }

  private String entryName(TorchStorage storage) {
    return prefix + "data/" + storage.key();
  }

  @Override
  public Object content() {
    return content;
  }

  @Override
  public ByteSource bytes(TorchStorage storage) throws IOException {
    // Tensors that share a storage mostly follow one another.
    if (!storage.key().equals(lastKey)) {
      lastBytes = read(entryName(storage));
      lastKey = storage.key();
    }
    return ByteSource.of(lastBytes);
  }

  /** Reads an entry, no more of it than its header says, and compares its checksum. */
  private byte[] read(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new InvalidInputException("%s: it has no %s".formatted(file, Quoted.of(name)));
    }
    requireInProportion(entry);
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes((int) entry.getSize());
    } catch (ZipException | EOFException e) {
      throw damaged(name, e);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
      throw damaged(name, null);
    }
    return bytes;
  }

  private void requireInProportion(ZipEntry entry) {
    if (entry.getSize() < 0 || entry.getSize() > Integer.MAX_VALUE - 8) {
      throw new InvalidInputException(
          "%s: entry %s has %d bytes; up to 2 GB are read"
              .formatted(file, Quoted.of(entry.getName()), entry.getSize()));
    }
    if (entry.getMethod() != ZipEntry.STORED) {
      inflatable -= entry.getSize();
      if (inflatable < 0) {
        throw new InvalidInputException(
            "%s: its entries become more than %d times as large as the file: damaged or malicious"
                .formatted(file, EXPANSION));
      }
    }
  }

  private InvalidInputException damaged(String name, Exception cause) {
    return new InvalidInputException(
        "%s: damaged: entry %s does not have the length or checksum that the archive tells"
            .formatted(file, Quoted.of(name)),
        cause);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
