package org.smoothadv.internal.checkpoint.pytorch;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.numpy.NumpyPickle;
import org.smoothadv.internal.pickle.Opaque;
import org.smoothadv.internal.pickle.PickleInput;
import org.smoothadv.internal.pickle.Unpickler;

/**
 * The format of PyTorch before 1.6: five pickles (a magic number, a protocol number, facts about
 * the system, the object, a list of storage keys), then for each key a count and so many elements.
 */
final class LegacyFile implements PyTorchFile.Format {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long PROTOCOL = 1001L;

  /** Where a sequence begins in the file. */
  private record Place(long offset, long bytes) {}

  private final Path file;
  private final FileBytes bytes;
  private final PickleInput input;
  private final Map<String, TorchTensor.Storage> mentioned = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Object content;

  /**
   * Reads the object and finds the storages.
   *
   * @param bytes of the file; closed with this
   * @throws InvalidInputException if it is not such a file, or damaged, or cut short
   */
  LegacyFile(Path file, FileBytes bytes) throws IOException {
    this.file = file;
    this.bytes = bytes;
    input = new PickleInput(bytes, file.toString());
    if (!MAGIC.equals(read())) {
      throw new InvalidInputException(
          file + ": a pickle, but not a checkpoint of PyTorch, which begins with a magic number");
    }
    if (!PROTOCOL.equals(read())) {
      throw new InvalidInputException(file + ": not of protocol 1001, the only one that is read");
    }
    if (!(read() instanceof Map<?, ?> system)
        || !Boolean.TRUE.equals(system.get("little_endian"))) {
      throw new InvalidInputException(file + ": written on a big-endian machine");
    }
    content = read();
    findStorages(read());
  }

  private Object read() throws IOException {
    Unpickler unpickler =
        new Unpickler(
            NumpyPickle.passingOverOthers(input).and(TorchGlobals.table()), this::mention);
    return unpickler.read(input);
  }

  private Object mention(Object id) {
    if (id instanceof List<?> fields
        && fields.size() == 4
        && "module".equals(fields.get(0))
        && fields.get(1) instanceof Opaque type) {
      return type; // a class, with its source code
    }
    if (!(TorchGlobals.storage(id) instanceof TorchTensor.Storage storage)) {
      // How long its elements are is not known, nor where the next storage begins.
      throw new IllegalArgumentException("a storage has elements of a type that is not read");
    }
    TorchTensor.Storage before = mentioned.putIfAbsent(storage.key(), storage);
    if (before != null
        && (before.type() != storage.type() || before.stored() != storage.stored())) {
      throw new IllegalArgumentException(
          "storage " + Quoted.of(storage.key()) + " is mentioned with two types or lengths");
    }
    return storage;
  }

  private void findStorages(Object keys) throws IOException {
    if (!(keys instanceof List<?> list)) {
      throw new InvalidInputException(file + ": damaged: the list of its storages is missing");
    }
    for (Object key : list) {
      if (!(key instanceof String text) || !mentioned.containsKey(text)) {
        throw new InvalidInputException(
            file + ": damaged: its list of storages has one that no tensor uses");
      }
      if (places.put(text, place(mentioned.get(text))) != null) {
        throw new InvalidInputException(
            "%s: damaged or malicious: storage %s is in it twice".formatted(file, Quoted.of(text)));
      }
    }
    for (String key : mentioned.keySet()) {
      if (!places.containsKey(key)) {
        throw new InvalidInputException(
            "%s: damaged: storage %s is not in the file".formatted(file, Quoted.of(key)));
      }
    }
  }

  /** Reads the count before a sequence and goes to its end. */
  private Place place(TorchTensor.Storage storage) throws IOException {
    long start = input.position();
    try {
      long count = input.i8();
      if (count != storage.stored()) {
        throw new IllegalArgumentException(
            "%d elements expected, %d found".formatted(storage.stored(), count));
      }
      Place place = new Place(input.position(), count * storage.type().bytes());
      input.skip(place.bytes());
      return place;
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "%s: byte %,d (storage %s): %s"
              .formatted(file, start, Quoted.of(storage.key()), e.getMessage()),
          e);
    }
  }

  @Override
  public Object content() {
    return content;
  }

  @Override
  public ByteSource bytes(TorchTensor.Storage storage) {
    Place place = places.get(storage.key());
    return new ByteSource() {
      @Override
      public long size() {
        return place.bytes();
      }

      @Override
      public ByteBuffer slice(long offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, (long) length, place.bytes());
        return bytes.slice(place.offset() + offset, length);
      }
    };
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
