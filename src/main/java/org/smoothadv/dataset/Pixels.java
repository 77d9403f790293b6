package org.smoothadv.dataset;

/** The values of pixels, as bytes and as networks take them. */
final class Pixels {
  private Pixels() {}

  /** Bytes that stand for 0..255 as numbers in [0, 1]. */
  static float[] scaled(byte[] bytes) {
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (bytes[i] & 0xff) / 255f;
    }
    return pixels;
  }
}
