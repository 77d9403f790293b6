package org.smoothadv.internal.dataset;

import java.util.Arrays;
import java.util.Objects;

/** Images that go through the network together. Whoever takes it owns its arrays. */
public final class MiniBatch {
  private final byte[] pixels;
  private final int[] labels;

  /**
   * Wraps images.
   *
   * @param pixels NHWC, one byte per value, standing for 0..255
   * @param labels one per image; no image at all where all of a batch are corrupt
   * @throws IllegalArgumentException if the pixels are not whole images
   */
  public MiniBatch(byte[] pixels, int[] labels) {
    if (labels.length == 0 ? pixels.length != 0 : pixels.length % labels.length != 0) {
      throw new IllegalArgumentException(
          pixels.length + " bytes cannot be the pixels of " + labels.length + " images");
    }
    this.pixels = pixels;
    this.labels = labels;
  }

  /** Returns the pixels, NHWC, one byte per value, standing for 0..255. Not a copy. */
  public byte[] pixels() {
    return pixels;
  }

  /**
   * Returns the pixels of an image in [0, 1], HWC.
   *
   * @param index its place in the batch, from 0
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public float[] image(int index) {
    int length = pixels.length / labels.length;
    int from = Objects.checkIndex(index, labels.length) * length;
    return ImageDataset.scaled(Arrays.copyOfRange(pixels, from, from + length));
  }

  /** Returns the class of each image. Not a copy. */
  public int[] labels() {
    return labels;
  }

  /** Returns the number of images. */
  public int size() {
    return labels.length;
  }
}
