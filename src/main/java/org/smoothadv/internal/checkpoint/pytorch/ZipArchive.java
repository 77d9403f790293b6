package org.smoothadv.internal.checkpoint.pytorch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.ZipContents;
import org.smoothadv.internal.numpy.NumpyPickle;
import org.smoothadv.internal.pickle.PickleInput;
import org.smoothadv.internal.pickle.Unpickler;

/**
 * The format of PyTorch since 1.6: a zip archive with the object in {@code NAME/data.pkl} and the
 * elements of each storage in {@code NAME/data/KEY}. Nothing is unpacked to the disk.
 */
final class ZipArchive implements PyTorchFile.Format {
  private static final String PICKLE = "data.pkl";

  /** What compressed entries may become, all together, in relation to the file. */
  private static final int EXPANSION = 20;

  private static final long SMALL = 1 << 20;

  private final Path file;
  private final ZipContents zip;
  private final String prefix;
  private long inflatable;
  private final Object content;
  private String lastKey;
  private ByteSource lastBytes;

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
      prefix = prefix();
      requireLittleEndian();
      PickleInput input = new PickleInput(read(prefix + PICKLE), file + ": " + PICKLE);
      content =
          new Unpickler(
                  NumpyPickle.passingOverOthers(input).and(TorchGlobals.table()), this::mention)
              .read(input);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipContents open(Path file) throws IOException {
    try {
      return ZipContents.open(file);
    } catch (ZipException e) {
      throw new InvalidInputException(
          "%s: cut short or damaged: its zip directory cannot be read (%s)"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private String prefix() {
    List<String> pickles =
        zip.names().stream()
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .limit(2)
            .toList();
    if (pickles.size() != 1) {
      throw new InvalidInputException(
          "%s: a zip archive, but not of PyTorch: it has %s %s%s"
              .formatted(file, pickles.isEmpty() ? "no" : "more than one", PICKLE, firstOther()));
    }
    String found = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    if (zip.names().contains(found + "constants.pkl")) {
      throw new InvalidInputException(
          file
              + ": a program of TorchScript, which only PyTorch can run: save what the network's"
              + " state_dict() gives");
    }
    return found;
  }

  private String firstOther() {
    return zip.names().stream()
        .filter(name -> !name.endsWith("/" + PICKLE))
        .findFirst()
        .map(name -> ", but " + Quoted.of(name) + "; unpack it if the checkpoint is in it")
        .orElse("");
  }

  private void requireLittleEndian() throws IOException {
    if (!zip.names().contains(prefix + "byteorder")) {
      return; // PyTorch before 2.1 does not say.
    }
    ByteSource content = read(prefix + "byteorder");
    ByteBuffer bytes = content.slice(0, (int) content.size());
    String order = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    if (!order.equals("little")) {
      throw new InvalidInputException(
          "%s: its byte order is %s, not 'little'".formatted(file, Quoted.of(order)));
    }
  }

  private Object mention(Object id) {
    if (!(TorchGlobals.storage(id) instanceof TorchTensor.Storage storage)) {
      return TorchGlobals.storage(id);
    }
    String name = entryName(storage);
    boolean there = zip.names().contains(name);
    long bytes = storage.stored() * storage.type().bytes();
    if (!there || zip.size(name) != bytes) {
      throw new IllegalArgumentException(
          "storage %s: %d bytes expected, %s"
              .formatted(
                  Quoted.of(storage.key()),
                  bytes,
                  there ? zip.size(name) + " found" : "the archive has none"));
    }
    return storage;
  }

  private String entryName(TorchTensor.Storage storage) {
    return prefix + "data/" + storage.key();
  }

  @Override
  public Object content() {
    return content;
  }

  @Override
  public ByteSource bytes(TorchTensor.Storage storage) throws IOException {
    // Tensors that share a storage mostly follow one another.
    if (!storage.key().equals(lastKey)) {
      lastBytes = read(entryName(storage));
      lastKey = storage.key();
    }
    return lastBytes;
  }

  /** Reads an entry, no more of it than its header says, and compares its checksum. */
  private ByteSource read(String name) throws IOException {
    if (!zip.names().contains(name)) {
      throw new InvalidInputException("%s: it has no %s".formatted(file, Quoted.of(name)));
    }
    requireInProportion(name);
    try {
      zip.requirePlausible(name);
      return zip.content(name);
    } catch (IllegalArgumentException | ZipException | EOFException e) {
      throw new InvalidInputException(
          "%s: damaged: entry %s does not have the length or checksum that the archive tells"
              .formatted(file, Quoted.of(name)),
          e);
    }
  }

  private void requireInProportion(String name) {
    long size = zip.size(name);
    if (size < 0 || size > Integer.MAX_VALUE - 8) {
      throw new InvalidInputException(
          "%s: entry %s has %d bytes; up to 2 GB are read".formatted(file, Quoted.of(name), size));
    }
    if (zip.isCompressed(name)) {
      inflatable -= size;
      if (inflatable < 0) {
        throw new InvalidInputException(
            "%s: its entries become more than %d times as large as the file: damaged or malicious"
                .formatted(file, EXPANSION));
      }
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
