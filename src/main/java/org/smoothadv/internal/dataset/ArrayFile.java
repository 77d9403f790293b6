package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.internal.numpy.NpzFile;
import org.smoothadv.internal.numpy.NumpyPickle;
import org.smoothadv.network.ImageShape;

/**
 * The values that a file of Python holds by name: an npz file of NumPy, or a pickled dictionary,
 * told apart by their first bytes.
 */
final class ArrayFile {
  private static final short ZIP = 'P' | 'K' << 8;
  private static final int NAMES_SHOWN = 10;

  private final Object file;
  private final Map<?, ?> values;

  private ArrayFile(Object file, Map<?, ?> values) {
    this.file = file;
    this.values = values;
  }

  /**
   * Reads a file. Long arrays stay in it where they are not compressed.
   *
   * @param wanted what is read of an npz file, as far as it is there
   * @throws InvalidInputException if there is no such file, it is neither of both, or damaged
   */
  static ArrayFile read(Path file, Set<String> wanted) throws IOException {
    if (isZip(file)) {
      return new ArrayFile(file, arrays(file, wanted));
    }
    return of(file, NumpyPickle.read(file));
  }

  /**
   * Reads a pickle that is in memory.
   *
   * @param place its name in messages
   * @throws InvalidInputException if it is no dictionary, or damaged
   */
  static ArrayFile ofPickle(String place, byte[] bytes) throws IOException {
    return of(place, NumpyPickle.read(ByteSource.of(bytes), place));
  }

  private static ArrayFile of(Object file, Object pickled) {
    if (pickled instanceof Map<?, ?> dictionary) {
      return new ArrayFile(file, dictionary);
    }
    throw new InvalidInputException(file + ": the pickle is no dictionary of arrays");
  }

  private static boolean isZip(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return bytes.size() >= Short.BYTES && bytes.slice(0, Short.BYTES).getShort() == ZIP;
    }
  }

  private static Map<String, NdArray> arrays(Path file, Set<String> wanted) throws IOException {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    try (NpzFile npz = NpzFile.open(file)) {
      for (String name : npz.names()) {
        arrays.put(name, wanted.contains(name) ? npz.array(name) : null);
      }
    }
    return arrays;
  }

  /** Whether there is a value of this name. */
  boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * Images as rows of bytes, one colour plane behind the other.
   *
   * @throws InvalidInputException if there are none of this name and shape
   */
  ImageArray planes(String name, ImageShape shape) {
    try {
      return ImageArray.ofPlanes(bytes(name), shape);
    } catch (IllegalArgumentException e) {
      throw refused(name, e.getMessage());
    }
  }

  /**
   * An array.
   *
   * @throws InvalidInputException if there is none of this name
   */
  NdArray array(String name) {
    Object value = value(name);
    if (value instanceof NdArray array) {
      return array;
    }
    throw refused(name, "no array");
  }

  /**
   * An array of bytes.
   *
   * @throws InvalidInputException if there is none of this name, or it is something else
   */
  NdArray bytes(String name) {
    Object value = value(name);
    if (value instanceof NdArray array
        && array.dtype().kind() == 'u'
        && array.dtype().itemSize() == 1) {
      return array;
    }
    throw refused(name, found(value) + "; accepted is an array of uint8, values of 0 to 255");
  }

  /**
   * Reads and checks labels.
   *
   * @param name of the labels in the file, an array of one dimension or a list
   * @param images how many there must be
   * @param first the label of the class that is 0 here
   * @param classes the number of classes
   * @return 0 to {@code classes - 1}, one per image
   * @throws InvalidInputException if there are more or fewer, or one is out of range
   */
  int[] labels(String name, int images, int first, int classes) {
    long[] stored = wholeNumbers(name);
    if (stored.length != images) {
      throw refused(name, "%,d labels, but there are %,d images".formatted(stored.length, images));
    }
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      if (stored[i] < first || stored[i] >= (long) first + classes) {
        throw refused(
            name,
            "%d in record %,d (from 0); accepted is %d to %d"
                .formatted(stored[i], i, first, first + classes - 1));
      }
      labels[i] = (int) (stored[i] - first);
    }
    return labels;
  }

  private long[] wholeNumbers(String name) {
    Object value = value(name);
    if (value instanceof NdArray array
        && (array.shape().size() == 1 || (array.shape().size() == 2 && array.shape().get(1) == 1))
        && "iu".indexOf(array.dtype().kind()) >= 0) {
      return numbers(name, array);
    }
    if (value instanceof List<?> list && list.stream().allMatch(Long.class::isInstance)) {
      return list.stream().mapToLong(Long.class::cast).toArray();
    }
    throw refused(name, found(value) + "; accepted is an array or a list of whole numbers");
  }

  private long[] numbers(String name, NdArray array) {
    try {
      return array.toLongs();
    } catch (IllegalArgumentException e) {
      throw refused(name, e.getMessage());
    }
  }

  /** The error that names the file, the value and what is wrong with it. */
  InvalidInputException refused(String name, String problem) {
    return new InvalidInputException("%s: '%s' is %s".formatted(file, name, problem));
  }

  private Object value(String name) {
    if (has(name)) {
      return values.get(name);
    }
    String names =
        values.keySet().stream()
            .limit(NAMES_SHOWN)
            .map(key -> Quoted.of(String.valueOf(key)))
            .collect(Collectors.joining(", "));
    throw new InvalidInputException(
        "%s: there is no '%s'; there is %s"
            .formatted(file, name, names.isEmpty() ? "nothing" : names));
  }

  private static String found(Object value) {
    return value instanceof NdArray ? "an " + value : "no such array";
  }
}
