package org.smoothadv.dataset;

/**
 * Labelled images of one shape, addressed by index. Implementations are immutable and may be read
 * from several threads.
 */
public interface ImageDataset {
  /** Returns the name by which the dataset is opened, such as {@code cifar10}. */
  String name();

  /** Returns the number of images, at least 1. */
  int size();

  /** Returns the shape that every image has. */
  ImageShape shape();

  /** Returns the number of classes; labels run from 0 to one less. */
  int classes();

  /**
   * Returns the class of an image.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such image
   */
  int label(int index);

  /**
   * Copies the pixels of an image: bytes that stand for 0..255, rows from the top, pixels from the
   * left, channels innermost (HWC), so that images copied one behind the other are NHWC.
   *
   * @param index 0 to size - 1
   * @param target receives {@code shape().bytes()} bytes
   * @param offset where in {@code target} the image begins
   * @throws IndexOutOfBoundsException if there is no such image or {@code target} is too short
   */
  void copyPixels(int index, byte[] target, int offset);

  /**
   * Returns the pixels of an image in [0, 1], HWC.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such image
   */
  default float[] pixels(int index) {
    byte[] bytes = new byte[shape().bytes()];
    copyPixels(index, bytes, 0);
    return Pixels.scaled(bytes);
  }

  /** Returns how training varies these images without changing what they show. */
  Augmentation augmentation();

  /**
   * Returns a view of the first images; nothing is copied.
   *
   * @param limit the largest number of images to show, at least 1; a limit beyond the size shows
   *     all of them
   * @throws IllegalArgumentException if the limit is below 1
   */
  default ImageDataset first(int limit) {
    return limit >= size() ? this : new FirstImages(this, limit);
  }
}
