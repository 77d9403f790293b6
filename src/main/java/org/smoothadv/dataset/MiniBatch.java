package org.smoothadv.dataset;

/** Images that go through the network together. Whoever takes it owns its arrays. */
public final class MiniBatch {
  private final byte[] pixels;
  private final int[] labels;

  /**
   * Wraps images.
   *
   * @param pixels NHWC, one byte per value, standing for 0..255
   * @param labels one per image
   * @throws IllegalArgumentException if there is no image or the pixels are not whole images
   */
  public MiniBatch(byte[] pixels, int[] labels) {
    if (labels.length == 0 || pixels.length % labels.length != 0) {
      throw new IllegalArgumentException(
          pixels.length + " bytes cannot be the pixels of " + labels.length + " images");
    }
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Takes consecutive images as they are, for evaluation.
   *
   * @param from the first image
   * @param to one behind the last, at most the dataset's size
   */
  public static MiniBatch range(ImageDataset dataset, int from, int to) {
    int bytes = dataset.shape().bytes();
    byte[] pixels = new byte[(to - from) * bytes];
    int[] labels = new int[to - from];
    for (int i = from; i < to; i++) {
      dataset.copyPixels(i, pixels, (i - from) * bytes);
      labels[i - from] = dataset.label(i);
    }
    return new MiniBatch(pixels, labels);
  }

  /** Returns the pixels, NHWC, one byte per value, standing for 0..255. Not a copy. */
  public byte[] pixels() {
    return pixels;
  }

  /** Returns the class of each image. Not a copy. */
  public int[] labels() {
    return labels;
  }

  /** Returns the number of images, at least 1. */
  public int size() {
    return labels.length;
  }
}
