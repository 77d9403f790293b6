package org.smoothadv.internal.monitor;

import java.awt.image.BufferedImage;

/**
 * What an attack did to an image, to look at: pixels are rounded to bytes.
 *
 * @param clean the image
 * @param adversarial the attacked image
 * @param difference grey where nothing changed; brighter or darker by the change times the
 *     magnification
 * @param magnification the largest power of two, at least 1, at which the difference is not cut off
 */
public record AdversarialPicture(
    BufferedImage clean, BufferedImage adversarial, BufferedImage difference, int magnification) {
  private static final int MAX_MAGNIFICATION = 1024;
  private static final int COLOURS = 3;
  private static final float GREY = 0.5f;

  /**
   * Draws an image and what became of it.
   *
   * @param height of the image, in pixels
   * @param width of the image, in pixels
   * @param clean x, HWC, RGB or grey, in [0, 1]
   * @param adversarial x̂, likewise
   */
  public static AdversarialPicture of(int height, int width, float[] clean, float[] adversarial) {
    float largest = 0;
    for (int i = 0; i < clean.length; i++) {
      largest = Math.max(largest, Math.abs(adversarial[i] - clean[i]));
    }
    int magnification = 1;
    while (magnification < MAX_MAGNIFICATION && 2 * magnification * largest <= GREY) {
      magnification *= 2;
    }
    float[] difference = new float[clean.length];
    for (int i = 0; i < clean.length; i++) {
      difference[i] = GREY + magnification * (adversarial[i] - clean[i]);
    }
    return new AdversarialPicture(
        picture(height, width, clean),
        picture(height, width, adversarial),
        picture(height, width, difference),
        magnification);
  }

  /** The three pictures in one row. */
  public BufferedImage row() {
    int width = clean.getWidth();
    BufferedImage row = new BufferedImage(3 * width, clean.getHeight(), BufferedImage.TYPE_INT_RGB);
    row.getRaster().setRect(0, 0, clean.getRaster());
    row.getRaster().setRect(width, 0, adversarial.getRaster());
    row.getRaster().setRect(2 * width, 0, difference.getRaster());
    return row;
  }

  private static BufferedImage picture(int height, int width, float[] pixels) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] bytes = new int[height * width * COLOURS];
    int repeated = bytes.length / pixels.length;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Math.round(255 * Math.max(0, Math.min(1, pixels[i / repeated])));
    }
    picture.getRaster().setPixels(0, 0, width, height, bytes);
    return picture;
  }
}
