package org.smoothadv.internal.dataset;

import java.util.List;
import java.util.Objects;
import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.network.ImageShape;

/**
 * The images of arrays, one array behind the other, in memory or in a file that is mapped into it.
 * The arrays must not be changed afterwards.
 */
final class InMemoryImages implements ImageDataset {
  private final Kind kind;
  private final Augmentation augmentation;
  private final List<ImageArray> arrays;
  private final int[] labels;

  /**
   * Puts arrays together.
   *
   * @param name the name by which the dataset is opened
   * @param shape of every image
   * @param classes the number of classes
   * @param augmentation how training varies the images
   * @param arrays at least one
   * @param labels one per image, 0 to {@code classes - 1}, or {@link #UNKNOWN}; not copied
   * @throws IllegalArgumentException if there are not as many labels as images, or a label is out
   *     of range
   * @throws ArithmeticException if there are more images than an int counts
   */
  InMemoryImages(
      String name,
      ImageShape shape,
      int classes,
      Augmentation augmentation,
      List<ImageArray> arrays,
      int[] labels) {
    this.kind = new Kind(name, shape, classes);
    this.augmentation = augmentation;
    this.arrays = List.copyOf(arrays);
    this.labels = labels;
    int images = arrays.stream().mapToInt(ImageArray::size).reduce(0, Math::addExact);
    if (images != labels.length) {
      throw new IllegalArgumentException(labels.length + " labels of " + images + " images");
    }
    for (int label : labels) {
      if (label < UNKNOWN || label >= classes) {
        throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
      }
    }
  }

  /**
   * Wraps one array.
   *
   * @param pixels NHWC, {@code labels.length * shape.values()} bytes
   * @throws IllegalArgumentException also if there is no image, or the lengths do not agree
   */
  InMemoryImages(
      String name,
      ImageShape shape,
      int classes,
      Augmentation augmentation,
      byte[] pixels,
      int[] labels) {
    this(name, shape, classes, augmentation, List.of(ImageArray.of(pixels, shape)), labels);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public String digest() {
    return ImageDigest.ofPixels(this);
  }

  @Override
  public void copyPixels(int index, byte[] target, int offset) {
    int place = Objects.checkIndex(index, labels.length);
    for (ImageArray array : arrays) {
      if (place < array.size()) {
        array.copyPixels(place, target, offset);
        return;
      }
      place -= array.size();
    }
  }

  @Override
  public void copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
    byte[] image = new byte[kind.shape().values()];
    copyPixels(index, image, 0);
    augmentation.apply(image, kind.shape(), random, target, offset);
  }
}
