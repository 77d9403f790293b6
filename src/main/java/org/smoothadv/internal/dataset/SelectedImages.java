package org.smoothadv.internal.dataset;

import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A view of some images of another dataset.
 *
 * @param images the dataset
 * @param size the number of images to show
 * @param place where an image of the view, 0 to size - 1, is in the dataset
 */
record SelectedImages(ImageDataset images, int size, IntUnaryOperator place)
    implements ImageDataset {
  SelectedImages {
    if (size < 1 || size > images.size()) {
      throw new IllegalArgumentException(size + " images of " + images.size() + " were asked for");
    }
  }

  /** Shows the first images. */
  static SelectedImages first(ImageDataset images, int size) {
    return new SelectedImages(images, size, i -> i);
  }

  /** Shows images at equal distances: image i is at i * all / size, rounded down. */
  static SelectedImages spread(ImageDataset images, int size) {
    return new SelectedImages(images, size, i -> (int) ((long) i * images.size() / size));
  }

  @Override
  public Kind kind() {
    return images.kind();
  }

  @Override
  public int label(int index) {
    return images.label(original(index));
  }

  @Override
  public String digest() {
    return ImageDigest.ofPart(this, images.digest());
  }

  @Override
  public void copyPixels(int index, byte[] target, int offset) {
    images.copyPixels(original(index), target, offset);
  }

  @Override
  public float[] pixels(int index) {
    return images.pixels(original(index));
  }

  @Override
  public void copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
    images.copyVariation(original(index), random, target, offset);
  }

  @Override
  public void close() {
    images.close();
  }

  private int original(int index) {
    return place.applyAsInt(Objects.checkIndex(index, size));
  }
}
