package org.smoothadv.internal.numpy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.files.ForeignFile;
import org.smoothadv.internal.pickle.GlobalTable;
import org.smoothadv.internal.pickle.GlobalTable.Buildable;
import org.smoothadv.internal.pickle.GlobalTable.Constructor;
import org.smoothadv.internal.pickle.Opaque;
import org.smoothadv.internal.pickle.PickleInput;
import org.smoothadv.internal.pickle.Unpickler;

/**
 * Pickles of plain values and of NumPy arrays and scalars (NumPy 1 and 2), in which datasets are
 * published: the names in them, and those by which Python 3 writes bytes and ordered dictionaries.
 */
public final class NumpyPickle {
  /** What {@code numpy.ndarray} is passed as. */
  private static final Object ARRAY_CLASS = new Object();

  /** What an entry of a dictionary is counted as: no pickle has a pair in fewer bytes. */
  private static final long BYTES_OF_ITEM = 4;

  private static final long SMALL = 1 << 20;

  /**
   * What a pickle may make the reader allocate by asking, beyond the bytes it brings: a value that
   * it mentions over and over can be copied only so often.
   */
  private final long allowance;

  private long spent;

  private NumpyPickle(PickleInput input) {
    allowance = 2 * input.size() + SMALL;
  }

  /**
   * Reads the pickle in a file. Nothing in it is run; see {@link Unpickler} for what values come
   * as. Arrays are {@link NdArray}s whose elements stay in the file, which is mapped into memory,
   * unless it was written in one of the text protocols.
   *
   * @throws InvalidInputException if there is no such file, it is no pickle, is damaged or cut
   *     short, or holds anything else than numbers, texts, containers and arrays; the message names
   *     the file, the byte offset and the opcode
   * @throws IOException if a good file cannot be read
   */
  public static Object read(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      ForeignFile.describe(bytes.slice(0, (int) Math.min(ForeignFile.START_BYTES, bytes.size())))
          .ifPresent(
              kind -> {
                throw new InvalidInputException(file + ": not a pickle, but " + kind);
              });
      return read(bytes, file.toString());
    }
  }

  /**
   * Reads the pickle at the beginning of a source, as {@link #read(Path)} does.
   *
   * @param name of the source in messages
   */
  public static Object read(ByteSource source, String name) throws IOException {
    PickleInput input = new PickleInput(source, name);
    return new Unpickler(new NumpyPickle(input).table()).read(input);
  }

  /**
   * The names in pickles of NumPy, for reading one pickle from this input, of which only parts are
   * of interest: other dictionaries are read too, and what cannot be read becomes {@link Opaque}.
   */
  public static GlobalTable passingOverOthers(PickleInput input) {
    NumpyPickle make = new NumpyPickle(input);
    Map<String, Object> table = new HashMap<>();
    table.put("collections.Counter", (Constructor) make::counter);
    // The argument makes missing values.
    table.put("collections.defaultdict", (Constructor) arguments -> new LinkedHashMap<>());
    table.put("numpy.dtype", (Constructor) NumpyPickle::dtypeOrOpaque);
    return make.table().and(GlobalTable.of(table)).passingOverOthers();
  }

  private GlobalTable table() {
    Map<String, Object> table = new HashMap<>();
    table.put("numpy.ndarray", ARRAY_CLASS);
    table.put("numpy.dtype", (Constructor) NumpyPickle::dtype);
    for (String core : List.of("numpy.core", "numpy._core")) {
      table.put(core + ".multiarray._reconstruct", (Constructor) this::emptyArray);
      table.put(core + ".multiarray.scalar", (Constructor) this::scalar);
      table.put(core + ".numeric._frombuffer", (Constructor) this::arrayOfBuffer);
    }
    table.put("_codecs.encode", (Constructor) this::encoded);
    for (String builtins : List.of("__builtin__", "builtins")) {
      table.put(builtins + ".bytes", (Constructor) this::bytes);
      table.put(builtins + ".bytearray", (Constructor) this::bytes);
    }
    table.put("collections.OrderedDict", (Constructor) this::dictionary);
    return GlobalTable.of(table);
  }

  private Object counter(List<?> arguments) {
    if (arguments.size() == 1 && arguments.get(0) instanceof LinkedHashMap<?, ?> counts) {
      return counts;
    }
    return dictionary(arguments);
  }

  private static Object dtypeOrOpaque(List<?> arguments) {
    try {
      return dtype(arguments);
    } catch (IllegalArgumentException e) {
      return new Opaque("numpy.dtype");
    }
  }

  private static Dtype dtype(List<?> arguments) {
    if (!arguments.isEmpty() && arguments.get(0) instanceof String code) {
      return Dtype.parse(code);
    }
    throw unexpected("numpy.dtype");
  }

  private Buildable emptyArray(List<?> arguments) {
    if (arguments.size() != 3 || arguments.get(0) != ARRAY_CLASS) {
      throw unexpected("_reconstruct");
    }
    return new EmptyArray();
  }

  /** An array before its state: version, shape, dtype, whether in Fortran order, elements. */
  private final class EmptyArray implements Buildable {
    @Override
    public NdArray build(Object state) {
      if (state instanceof List<?> fields
          && fields.size() == 5
          && fields.get(2) instanceof Dtype dtype) {
        return new NdArray(
            dtype, shape(fields.get(1)), truth(fields.get(3)), buffer(fields.get(4), "elements"));
      }
      throw unexpected("numpy.ndarray");
    }
  }

  /** Arguments: elements, dtype, shape, order. */
  private NdArray arrayOfBuffer(List<?> arguments) {
    if (arguments.size() == 4
        && arguments.get(1) instanceof Dtype dtype
        && arguments.get(3) instanceof String order
        && (order.equals("C") || order.equals("F"))) {
      return new NdArray(
          dtype, shape(arguments.get(2)), order.equals("F"), buffer(arguments.get(0), "elements"));
    }
    throw unexpected("_frombuffer");
  }

  private Object scalar(List<?> arguments) {
    if (arguments.size() == 2 && arguments.get(0) instanceof Dtype dtype) {
      ByteBuffer data = buffer(arguments.get(1), "a scalar");
      if (data.remaining() == dtype.itemSize()) {
        spend(dtype.itemSize());
        return dtype.scalar(data, 0);
      }
    }
    throw unexpected("scalar");
  }

  private ByteBuffer encoded(List<?> arguments) {
    if (arguments.size() == 2
        && arguments.get(0) instanceof String text
        && ("latin1".equals(arguments.get(1)) || "latin-1".equals(arguments.get(1)))) {
      return latin1(text);
    }
    throw unexpected("_codecs.encode");
  }

  private ByteBuffer bytes(List<?> arguments) {
    // What follows the value names its encoding, which is always Latin-1.
    return arguments.isEmpty() ? ByteBuffer.allocate(0) : buffer(arguments.get(0), "bytes");
  }

  private ByteBuffer buffer(Object value, String what) {
    if (value instanceof ByteBuffer bytes) {
      return bytes.duplicate();
    }
    if (value instanceof String text) {
      return latin1(text);
    }
    throw new IllegalArgumentException(
        what + " are not bytes (arrays of Python objects are not read)");
  }

  /** Takes note of an allocation that is about to be made. */
  private void spend(long bytes) {
    if (bytes > allowance - spent) {
      throw new IllegalArgumentException(
          "it asks for more than %,d bytes beyond its own size: damaged or malicious"
              .formatted(allowance));
    }
    spent += bytes;
  }

  private ByteBuffer latin1(String text) {
    spend(text.length());
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      if (text.charAt(i) > 0xff) {
        throw new IllegalArgumentException("a text that stands for bytes has other characters");
      }
      bytes[i] = (byte) text.charAt(i);
    }
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  private static List<Integer> shape(Object value) {
    List<Integer> shape = new ArrayList<>();
    if (!(value instanceof List<?> dimensions)) {
      throw unexpected("shape");
    }
    if (dimensions.size() > NdArray.MAX_DIMENSIONS) {
      throw new IllegalArgumentException("an array of %,d dimensions".formatted(dimensions.size()));
    }
    for (Object dimension : dimensions) {
      if (!(dimension instanceof Long size) || size < 0 || size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("an array has a dimension out of range");
      }
      shape.add(size.intValue());
    }
    return shape;
  }

  private static boolean truth(Object value) {
    return Boolean.TRUE.equals(value) || Long.valueOf(1).equals(value);
  }

  private Map<Object, Object> dictionary(List<?> arguments) {
    Map<Object, Object> dictionary = new LinkedHashMap<>();
    if (arguments.isEmpty()) {
      return dictionary;
    }
    // Python 2 passes the pairs.
    if (arguments.size() != 1 || !(arguments.get(0) instanceof List<?> pairs)) {
      throw unexpected("OrderedDict");
    }
    // One list of pairs can be passed over and over.
    spend(BYTES_OF_ITEM * pairs.size());
    for (Object pair : pairs) {
      if (!(pair instanceof List<?> two) || two.size() != 2) {
        throw unexpected("OrderedDict");
      }
      dictionary.put(Unpickler.key(two.get(0)), two.get(1));
    }
    return dictionary;
  }

  private static IllegalArgumentException unexpected(String name) {
    return new IllegalArgumentException(
        "the arguments of " + Quoted.of(name) + " are not as Python writes them");
  }
}
