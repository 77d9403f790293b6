package org.smoothadv.smoothing;

/** An image that is asked about, and the noises around it: a vote depends on nothing else. */
final class VoteQuery {
  private final float[] pixels;
  private final long image;
  private final double sigma;
  private final long seed;

  /**
   * Asks about an image.
   *
   * @param pixels HWC, in [0, 1]; not copied
   * @param image its number
   * @param sigma the noise's standard deviation, pixel units
   */
  VoteQuery(float[] pixels, long image, double sigma, long seed) {
    this.pixels = pixels;
    this.image = image;
    this.sigma = sigma;
    this.seed = seed;
  }

  float[] pixels() {
    return pixels;
  }

  long image() {
    return image;
  }

  double sigma() {
    return sigma;
  }

  long seed() {
    return seed;
  }
}
