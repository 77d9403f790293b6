package org.smoothadv.internal.asking;

import java.io.Serializable;

/** One image of a dataset that is asked about. */
public final class AskedImage implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int position;
  private final int index;
  private final int label;
  private final float[] pixels;

  /**
   * Describes an image.
   *
   * @param position its place among the images that are asked about, from 0
   * @param index its number in the dataset, which names the noises around it
   * @param label its class
   * @param pixels HWC, in [0, 1]; not copied
   */
  public AskedImage(int position, int index, int label, float[] pixels) {
    this.position = position;
    this.index = index;
    this.label = label;
    this.pixels = pixels;
  }

  /** Its place among the images that are asked about, from 0. */
  public int position() {
    return position;
  }

  /** Its number in the dataset. */
  public int index() {
    return index;
  }

  /** Its class. */
  public int label() {
    return label;
  }

  /** HWC, in [0, 1]; not a copy. */
  public float[] pixels() {
    return pixels;
  }
}
