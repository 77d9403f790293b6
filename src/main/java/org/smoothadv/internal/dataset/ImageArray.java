package org.smoothadv.internal.dataset;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.smoothadv.internal.numpy.Dtype;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.network.ImageShape;

/**
 * The images of one array of bytes, which may be part of a file and is not copied. Safe for use by
 * several threads.
 */
final class ImageArray {
  /** How the pixels of an image come out of its part of the array. */
  @FunctionalInterface
  private interface Layout {
    void copy(ByteBuffer bytes, int from, ImageShape shape, byte[] target, int offset);
  }

  private final ByteBuffer bytes;
  private final int before;
  private final ImageShape shape;
  private final Layout layout;

  private ImageArray(ByteBuffer bytes, int before, ImageShape shape, Layout layout) {
    this.bytes = bytes;
    this.before = before;
    this.shape = shape;
    this.layout = layout;
  }

  private ImageArray(NdArray array, ImageShape shape, Layout layout) {
    this(array.inCOrder(), 0, shape, layout);
  }

  /**
   * Images in records, each one colour plane behind the other.
   *
   * @param records at least one, whole; not copied
   * @param before the bytes of a record before its image
   */
  static ImageArray ofRecords(byte[] records, int before, ImageShape shape) {
    return new ImageArray(ByteBuffer.wrap(records), before, shape, ImageArray::interleave);
  }

  /**
   * Images as rows, one colour plane behind the other.
   *
   * @param array [N, channels x height x width], of bytes
   * @throws IllegalArgumentException if the array has another shape or no image
   */
  static ImageArray ofPlanes(NdArray array, ImageShape shape) {
    requireShape(array, List.of(shape.values()));
    return new ImageArray(array, shape, ImageArray::interleave);
  }

  /**
   * Images as rows, one plane behind the other, each column by column from the left.
   *
   * @param array [N, channels x width x height], of bytes
   * @throws IllegalArgumentException if the array has another shape or no image
   */
  static ImageArray ofColumns(NdArray array, ImageShape shape) {
    requireShape(array, List.of(shape.values()));
    return new ImageArray(
        array,
        shape,
        (bytes, from, s, target, to) -> {
          int plane = s.height() * s.width();
          for (int i = 0; i < s.values(); i++) {
            int pixel = i % plane;
            int row = pixel % s.height();
            int column = pixel / s.height();
            int place = (row * s.width() + column) * s.channels() + i / plane;
            target[to + place] = bytes.get(from + i);
          }
        });
  }

  /**
   * Images as they are copied.
   *
   * @param array [N, height, width, channels], of bytes
   * @throws IllegalArgumentException if the array has another shape or no image
   */
  static ImageArray interleaved(NdArray array, ImageShape shape) {
    requireShape(array, List.of(shape.height(), shape.width(), shape.channels()));
    return new ImageArray(
        array, shape, (bytes, from, s, target, to) -> bytes.get(from, target, to, s.values()));
  }

  /**
   * Images as they are copied.
   *
   * @param pixels NHWC, not copied
   * @throws IllegalArgumentException if they are not whole images, or none
   */
  static ImageArray of(byte[] pixels, ImageShape shape) {
    List<Integer> all =
        List.of(pixels.length / shape.values(), shape.height(), shape.width(), shape.channels());
    return interleaved(new NdArray(Dtype.parse("u1"), all, false, ByteBuffer.wrap(pixels)), shape);
  }

  private static void requireShape(NdArray array, List<Integer> imageShape) {
    List<Integer> actual = array.shape();
    boolean fits = !actual.isEmpty() && actual.subList(1, actual.size()).equals(imageShape);
    if (!fits || actual.get(0) == 0) {
      throw new IllegalArgumentException(
          "an array of shape %s; accepted is %s, N at least 1"
              .formatted(actual, imageShape.toString().replace("[", "[N, ")));
    }
  }

  /** From one plane behind the other (CHW) to HWC. */
  private static void interleave(
      ByteBuffer bytes, int from, ImageShape shape, byte[] target, int to) {
    int channels = shape.channels();
    int plane = shape.height() * shape.width();
    for (int channel = 0; channel < channels; channel++) {
      for (int pixel = 0; pixel < plane; pixel++) {
        target[to + pixel * channels + channel] = bytes.get(from + channel * plane + pixel);
      }
    }
  }

  private int stride() {
    return before + shape.values();
  }

  /** The number of images, at least 1. */
  int size() {
    return bytes.limit() / stride();
  }

  /** As {@link ImageDataset#copyPixels}. */
  void copyPixels(int index, byte[] target, int offset) {
    Objects.checkIndex(index, size());
    layout.copy(bytes, index * stride() + before, shape, target, offset);
  }
}
