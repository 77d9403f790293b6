package org.smoothadv.internal.dataset;

import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.internal.dataset.image.CorruptImageException;
import org.smoothadv.network.ImageShape;

/**
 * Labelled images of one shape, addressed by index. Implementations are immutable and may be read
 * from several threads. Those that read files may own native memory until they are closed.
 */
public interface ImageDataset extends AutoCloseable {
  /**
   * What all images have in common.
   *
   * @param name by which the dataset is opened, such as {@code cifar10}
   * @param shape that every image has
   * @param classes how many there are; labels run from 0 to one less
   */
  record Kind(String name, ImageShape shape, int classes) {}

  /** The label of every image where nobody knows their classes. */
  int UNKNOWN = -1;

  /** Returns what all images have in common. */
  Kind kind();

  /** Returns the name by which the dataset is opened, such as {@code cifar10}. */
  default String name() {
    return kind().name();
  }

  /** Returns the number of images, at least 1. */
  int size();

  /** Returns the shape that every image has. */
  default ImageShape shape() {
    return kind().shape();
  }

  /** Returns the number of classes; labels run from 0 to one less. */
  default int classes() {
    return kind().classes();
  }

  /**
   * Returns the class of an image, or {@link #UNKNOWN}.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such image
   */
  int label(int index);

  /** Whether the classes of the images are known. */
  default boolean isLabelled() {
    return label(0) != UNKNOWN;
  }

  /**
   * Returns what tells these images from others, 16 hexadecimal digits: of shape, number and
   * labels, and of the pixels, or the names and sizes of the files, of up to 10,000 of them. Of
   * files, what is in up to 100 of them counts too.
   *
   * @throws java.io.UncheckedIOException if a file cannot be looked at
   */
  String digest();

  /**
   * Copies the pixels of an image as it is judged: bytes that stand for 0..255, rows from the top,
   * pixels from the left, channels innermost (HWC), so that images copied one behind the other are
   * NHWC.
   *
   * @param index 0 to size - 1
   * @param target receives {@code shape().values()} bytes
   * @param offset where in {@code target} the image begins
   * @throws IndexOutOfBoundsException if there is no such image or {@code target} is too short
   * @throws CorruptImageException if the image cannot be had from its file; {@link IntactImages}
   *     goes on without it
   */
  void copyPixels(int index, byte[] target, int offset);

  /**
   * Copies a random variation of an image that leaves its class what it is, as training shows it.
   *
   * @param index 0 to size - 1
   * @param random the only source of chance
   * @param target receives {@code shape().values()} bytes
   * @param offset where in {@code target} the image begins
   * @throws IndexOutOfBoundsException if there is no such image or {@code target} is too short
   * @throws CorruptImageException as {@link #copyPixels} does
   */
  void copyVariation(int index, RandomGenerator random, byte[] target, int offset);

  /**
   * Returns the pixels of an image in [0, 1], HWC.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such image
   * @throws CorruptImageException as {@link #copyPixels} does
   */
  default float[] pixels(int index) {
    byte[] bytes = new byte[shape().values()];
    copyPixels(index, bytes, 0);
    return scaled(bytes);
  }

  /**
   * Returns a view of a part of the images that stands for the whole; nothing is copied. It is the
   * first images, for most datasets are in no order; of images sorted by class, some of each.
   *
   * @param limit the largest number of images to show, at least 1; a limit beyond the size shows
   *     all of them
   * @throws IllegalArgumentException if the limit is below 1
   */
  default ImageDataset limitedTo(int limit) {
    return limit >= size() ? this : SelectedImages.first(this, limit);
  }

  /** Does nothing where images are in memory. */
  @Override
  default void close() {}

  /** Bytes that stand for 0..255 as numbers in [0, 1]. */
  static float[] scaled(byte[] bytes) {
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (bytes[i] & 0xff) / 255f;
    }
    return pixels;
  }
}
