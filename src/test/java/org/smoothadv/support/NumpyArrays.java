package org.smoothadv.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.smoothadv.internal.numpy.Dtype;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.internal.numpy.Npy;

/** Arrays, and npz files of them, for tests. */
public final class NumpyArrays {
  private NumpyArrays() {}

  /** An array of uint8. */
  public static NdArray bytes(List<Integer> shape, byte... values) {
    return new NdArray(Dtype.parse("|u1"), shape, false, ByteBuffer.wrap(values));
  }

  /** An array of int64. */
  public static NdArray longs(List<Integer> shape, long... values) {
    ByteBuffer data = little(values.length * Long.BYTES);
    data.asLongBuffer().put(values);
    return new NdArray(Dtype.parse("<i8"), shape, false, data);
  }

  /** An array of float32. */
  public static NdArray floats(List<Integer> shape, float... values) {
    ByteBuffer data = little(values.length * Float.BYTES);
    data.asFloatBuffer().put(values);
    return new NdArray(Dtype.parse("<f4"), shape, false, data);
  }

  /** Random grey images of 8 bits, [count, height, width]. */
  public static NdArray greyImages(int count, int height, int width) {
    byte[] pixels = new byte[count * height * width];
    new Random(count).nextBytes(pixels);
    return bytes(List.of(count, height, width), pixels);
  }

  /** Labels of three classes in turns. */
  public static NdArray labels(int count) {
    return longs(List.of(count), IntStream.range(0, count).mapToLong(i -> i % 3).toArray());
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes what {@code numpy.savez} does. */
  public static Path savez(Path file, Map<String, NdArray> arrays) throws IOException {
    return write(file, ZipEntry.STORED, arrays);
  }

  /** Writes what {@code numpy.savez_compressed} does. */
  public static Path savezCompressed(Path file, Map<String, NdArray> arrays) throws IOException {
    return write(file, ZipEntry.DEFLATED, arrays);
  }

  private static Path write(Path file, int method, Map<String, NdArray> arrays) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, NdArray> array : arrays.entrySet()) {
        byte[] npy = npy(array.getValue());
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        CRC32 checksum = new CRC32();
        checksum.update(npy);
        entry.setMethod(method);
        entry.setSize(npy.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(npy);
      }
    }
    return file;
  }

  /** The bytes that {@code numpy.save} writes. */
  public static byte[] npy(NdArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Npy.write(bytes, array);
    return bytes.toByteArray();
  }
}
