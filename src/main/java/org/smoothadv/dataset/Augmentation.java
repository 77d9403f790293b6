package org.smoothadv.dataset;

import org.apache.commons.math3.random.RandomGenerator;

/** A random variation of a training image that leaves its class what it is. */
@FunctionalInterface
public interface Augmentation {
  /**
   * Writes a variation of an image.
   *
   * @param image HWC pixels, left as they are
   * @param shape of the image and of its variation
   * @param random the only source of chance
   * @param target receives {@code shape.bytes()} bytes, all of them written
   * @param offset where in {@code target} they begin
   */
  void apply(byte[] image, ImageShape shape, RandomGenerator random, byte[] target, int offset);

  /**
   * Writes a variation of an image of a dataset.
   *
   * @param images which show the image as it is
   * @param index 0 to size - 1
   * @param random the only source of chance
   * @param target receives {@code images.shape().bytes()} bytes, all of them written
   * @param offset where in {@code target} they begin
   */
  default void apply(
      ImageDataset images, int index, RandomGenerator random, byte[] target, int offset) {
    byte[] image = new byte[images.shape().bytes()];
    images.copyPixels(index, image, 0);
    apply(image, images.shape(), random, target, offset);
  }

  /** Returns the augmentation that changes nothing. */
  static Augmentation none() {
    return (image, shape, random, target, offset) ->
        System.arraycopy(image, 0, target, offset, shape.bytes());
  }
}
