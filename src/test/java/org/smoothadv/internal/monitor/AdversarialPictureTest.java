package org.smoothadv.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class AdversarialPictureTest {
  /** Two pixels, one above the other. */
  private static final float[] CLEAN = {0, 0.5f, 1, 0.25f, 0.25f, 0.25f};

  @Test
  void theDifferenceIsMagnifiedByAPowerOfTwoThatCutsNothingOff() {
    float[] attacked = {0.0625f, 0.5f, 0.9375f, 0.25f, 0.25f, 0.25f};
    AdversarialPicture picture = AdversarialPicture.of(2, 1, CLEAN, attacked);
    assertEquals(8, picture.magnification());
    assertEquals(rgb(0, 128, 255), picture.clean().getRGB(0, 0));
    assertEquals(rgb(16, 128, 239), picture.adversarial().getRGB(0, 0));
    assertEquals(rgb(255, 128, 0), picture.difference().getRGB(0, 0));
    assertEquals(rgb(128, 128, 128), picture.difference().getRGB(0, 1));
  }

  @Test
  void aLargeDifferenceIsNotMagnified() {
    float[] attacked = {1, 0.5f, 0, 0.25f, 0.25f, 0.25f};
    AdversarialPicture picture = AdversarialPicture.of(2, 1, CLEAN, attacked);
    assertEquals(1, picture.magnification());
    assertEquals(rgb(255, 128, 0), picture.difference().getRGB(0, 0));
  }

  @Test
  void whereNothingChangedTheDifferenceIsGrey() {
    AdversarialPicture picture = AdversarialPicture.of(2, 1, CLEAN, CLEAN);
    assertEquals(rgb(128, 128, 128), picture.difference().getRGB(0, 0));
  }

  @Test
  void aRowShowsImageExampleAndDifference() {
    float[] attacked = {0.0625f, 0.5f, 0.9375f, 0.25f, 0.25f, 0.25f};
    AdversarialPicture picture = AdversarialPicture.of(2, 1, CLEAN, attacked);
    BufferedImage row = picture.row();
    assertEquals(3, row.getWidth());
    assertEquals(2, row.getHeight());
    assertEquals(picture.clean().getRGB(0, 1), row.getRGB(0, 1));
    assertEquals(picture.adversarial().getRGB(0, 0), row.getRGB(1, 0));
    assertEquals(picture.difference().getRGB(0, 0), row.getRGB(2, 0));
  }

  private static int rgb(int red, int green, int blue) {
    return 0xff000000 | red << 16 | green << 8 | blue;
  }
}
