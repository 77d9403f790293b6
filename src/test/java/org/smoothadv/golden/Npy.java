package org.smoothadv.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.checkpoint.FloatTensor;

/**
 * One array of a numpy file: format 1.0, little-endian float32, float64 or int64, C order.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">Format</a>
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(<f4|<f8|<i8)', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), \\} *\n");

  private final String type;
  private final long[] shape;
  private final ByteBuffer data;

  private Npy(String type, long[] shape, ByteBuffer data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is of another format, type or length
   */
  public static Npy read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < 10 || !bytes.slice(0, 8).equals(ByteBuffer.wrap(MAGIC))) {
      throw new IOException(file + ": not a numpy file of format 1.0");
    }
    int dataBegin = 10 + Short.toUnsignedInt(bytes.getShort(8));
    if (bytes.limit() < dataBegin) {
      throw new IOException(file + ": cut short in its header");
    }
    String header = StandardCharsets.US_ASCII.decode(bytes.slice(10, dataBegin - 10)).toString();
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IOException(file + ": neither <f4, <f8 nor <i8 in C order: " + header.strip());
    }
    long[] shape =
        Arrays.stream(matcher.group(2).split("[, ]+"))
            .filter(dimension -> !dimension.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    Npy array = new Npy(matcher.group(1), shape, bytes.slice(dataBegin, bytes.limit() - dataBegin));
    array.data.order(ByteOrder.LITTLE_ENDIAN);
    long expected = array.size() * (array.type.equals("<f4") ? Float.BYTES : Double.BYTES);
    if (array.data.limit() != expected) {
      throw new IOException(
          "%s: %d bytes of data for shape %s of %s, %d expected"
              .formatted(file, array.data.limit(), array.shape(), array.type, expected));
    }
    return array;
  }

  private long size() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** The numpy type string: {@code <f4}, {@code <f8} or {@code <i8}. */
  public String type() {
    return type;
  }

  /** The dimensions, outermost first; empty for a scalar. */
  public List<Long> shape() {
    return Arrays.stream(shape).boxed().toList();
  }

  /**
   * The values of a float32 array.
   *
   * @throws IllegalStateException if the array is of another type
   */
  public FloatTensor floats() {
    requireType("<f4");
    float[] values = new float[(int) size()];
    data.asFloatBuffer().get(values);
    return FloatTensor.of(values, shape);
  }

  /**
   * The values of a float32 or float64 array in C order.
   *
   * @throws IllegalStateException if the array holds integers
   */
  public double[] doubles() {
    double[] values = new double[(int) size()];
    if (type.equals("<f4")) {
      float[] floats = floats().toArray();
      Arrays.setAll(values, i -> floats[i]);
    } else {
      requireType("<f8");
      data.asDoubleBuffer().get(values);
    }
    return values;
  }

  /**
   * The values of an int64 array in C order.
   *
   * @throws IllegalStateException if the array is of another type
   */
  public long[] longs() {
    requireType("<i8");
    long[] values = new long[(int) size()];
    data.asLongBuffer().get(values);
    return values;
  }

  /**
   * The part at one index of the first dimension.
   *
   * @throws IndexOutOfBoundsException if there is no such index
   */
  public Npy row(int index) {
    int rowBytes = data.limit() / Math.toIntExact(shape[0]);
    ByteBuffer row = data.slice(Math.multiplyExact(index, rowBytes), rowBytes);
    return new Npy(
        type, Arrays.copyOfRange(shape, 1, shape.length), row.order(ByteOrder.LITTLE_ENDIAN));
  }

  private void requireType(String required) {
    if (!type.equals(required)) {
      throw new IllegalStateException("the array is of type " + type + ", not " + required);
    }
  }
}
