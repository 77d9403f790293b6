package org.smoothadv.dataset;

import java.util.Objects;
import org.apache.commons.math3.random.RandomGenerator;

/** Images held in one array. The arrays that it is made from must not be changed afterwards. */
final class InMemoryImages implements ImageDataset {
  private final String name;
  private final ImageShape shape;
  private final int classes;
  private final Augmentation augmentation;
  private final byte[] pixels;
  private final int[] labels;

  /**
   * Wraps images.
   *
   * @param name the name by which the dataset is opened
   * @param shape of every image
   * @param classes the number of classes
   * @param augmentation how training varies the images
   * @param pixels NHWC, {@code labels.length * shape.bytes()} bytes
   * @param labels one per image, 0 to {@code classes - 1}
   * @throws IllegalArgumentException if there is no image, the lengths do not agree or a label is
   *     out of range
   */
  InMemoryImages(
      String name,
      ImageShape shape,
      int classes,
      Augmentation augmentation,
      byte[] pixels,
      int[] labels) {
    if (labels.length == 0 || pixels.length != (long) labels.length * shape.bytes()) {
      throw new IllegalArgumentException(
          pixels.length + " bytes do not make " + labels.length + " images of " + shape);
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
      }
    }
    this.name = name;
    this.shape = shape;
    this.classes = classes;
    this.augmentation = augmentation;
    this.pixels = pixels;
    this.labels = labels;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int classes() {
    return classes;
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
    Objects.checkIndex(index, labels.length);
    System.arraycopy(pixels, index * shape.bytes(), target, offset, shape.bytes());
  }

  @Override
  public void copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
    augmentation.apply(this, index, random, target, offset);
  }
}
