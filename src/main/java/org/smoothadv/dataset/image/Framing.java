package org.smoothadv.dataset.image;

/** Decides which part of an image is shown. */
@FunctionalInterface
public interface Framing {
  /**
   * Frames an image.
   *
   * @param height of the image in pixels, at least 1
   * @param width of the image in pixels, at least 1
   */
  Frame of(int height, int width);
}
