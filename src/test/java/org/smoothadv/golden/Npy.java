package org.smoothadv.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.numpy.NdArray;

/** An array of the reference implementation: float32, float64 or int64 in C order. */
public final class Npy {
  private final NdArray array;

  private Npy(NdArray array) {
    this.array = array;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   */
  public static Npy read(Path file) throws IOException {
    return new Npy(org.smoothadv.internal.numpy.Npy.read(file));
  }

  /** The type by NumPy's name, such as {@code float32}. */
  public String type() {
    return array.dtype().toString();
  }

  /** The dimensions, outermost first; empty for a scalar. */
  public List<Long> shape() {
    return array.shape().stream().map(Integer::longValue).toList();
  }

  /**
   * The values of a float32 array.
   *
   * @throws IllegalStateException if the array is of another type
   */
  public FloatTensor floats() {
    requireType("float32");
    float[] values = new float[array.size()];
    array.inCOrder().asFloatBuffer().get(values);
    return FloatTensor.of(values, shape().stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * The values of a float32 or float64 array in C order.
   *
   * @throws IllegalStateException if the array holds integers
   */
  public double[] doubles() {
    double[] values = new double[array.size()];
    if (type().equals("float32")) {
      float[] floats = floats().toArray();
      Arrays.setAll(values, i -> floats[i]);
    } else {
      requireType("float64");
      array.inCOrder().asDoubleBuffer().get(values);
    }
    return values;
  }

  /**
   * The values of an array of integers in C order.
   *
   * @throws IllegalArgumentException if the array is of another type
   */
  public long[] longs() {
    return array.toLongs();
  }

  /**
   * The part at one index of the first dimension.
   *
   * @throws IndexOutOfBoundsException if there is no such index
   */
  public Npy row(int index) {
    List<Integer> shape = array.shape();
    Objects.checkIndex(index, shape.get(0));
    ByteBuffer data = array.inCOrder();
    int bytes = data.limit() / shape.get(0);
    return new Npy(
        new NdArray(
            array.dtype(),
            shape.subList(1, shape.size()),
            false,
            data.slice(index * bytes, bytes)));
  }

  private void requireType(String required) {
    if (!type().equals(required)) {
      throw new IllegalStateException("the array is of type " + type() + ", not " + required);
    }
  }
}
