package org.smoothadv.pickle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.input.Quoted;

/**
 * The names in pickles of NumPy arrays and scalars (NumPy 1 and 2), and those by which Python 3
 * writes bytes and ordered dictionaries.
 */
final class NumpyGlobals {
  /** What {@code numpy.ndarray} is passed as. */
  private static final Object ARRAY_CLASS = new Object();

  /** What an entry of a dictionary is counted as: no pickle has a pair in fewer bytes. */
  private static final long BYTES_OF_ITEM = 4;

  private final Allowance allowance;

  private NumpyGlobals(Allowance allowance) {
    this.allowance = allowance;
  }

  /**
   * The table for one pickle.
   *
   * @param allowance for copies that the pickle makes of its texts
   */
  static GlobalTable table(Allowance allowance) {
    NumpyGlobals make = new NumpyGlobals(allowance);
    Map<String, Object> table = new HashMap<>();
    table.put("numpy.ndarray", ARRAY_CLASS);
    table.put("numpy.dtype", (Constructor) NumpyGlobals::dtype);
    for (String core : List.of("numpy.core", "numpy._core")) {
      table.put(core + ".multiarray._reconstruct", (Constructor) make::emptyArray);
      table.put(core + ".multiarray.scalar", (Constructor) make::scalar);
      table.put(core + ".numeric._frombuffer", (Constructor) make::arrayOfBuffer);
    }
    table.put("_codecs.encode", (Constructor) make::encoded);
    for (String builtins : List.of("__builtin__", "builtins")) {
      table.put(builtins + ".bytes", (Constructor) make::bytes);
      table.put(builtins + ".bytearray", (Constructor) make::bytes);
    }
    table.put("collections.OrderedDict", (Constructor) make::dictionary);
    return GlobalTable.of(table);
  }

  /** The same, with what only scripts around the data keep: other dictionaries, other types. */
  static GlobalTable wide(Allowance allowance) {
    NumpyGlobals make = new NumpyGlobals(allowance);
    Map<String, Object> table = new HashMap<>();
    table.put("collections.Counter", (Constructor) make::counter);
    // The argument makes missing values.
    table.put("collections.defaultdict", (Constructor) arguments -> new LinkedHashMap<>());
    table.put("numpy.dtype", (Constructor) NumpyGlobals::dtypeOrOpaque);
    return table(allowance).and(GlobalTable.of(table)).passingOverOthers();
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
        allowance.spend(dtype.itemSize());
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

  private ByteBuffer latin1(String text) {
    allowance.spend(text.length());
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
    if (dimensions.size() > NdArray.MOST_DIMENSIONS) {
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
    allowance.spend(BYTES_OF_ITEM * pairs.size());
    for (Object pair : pairs) {
      if (!(pair instanceof List<?> two) || two.size() != 2) {
        throw unexpected("OrderedDict");
      }
      dictionary.put(ContainerOpcodes.key(two.get(0)), two.get(1));
    }
    return dictionary;
  }

  private static IllegalArgumentException unexpected(String name) {
    return new IllegalArgumentException(
        "the arguments of " + Quoted.of(name) + " are not as Python writes them");
  }
}
