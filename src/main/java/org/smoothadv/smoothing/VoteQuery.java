package org.smoothadv.smoothing;

import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.Network;

/** An image that is asked about, and the noises around it: a vote depends on nothing else. */
final class VoteQuery {
  private static final int CHANNELS = 3;

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

  /**
   * Checks an image.
   *
   * @param pixels HWC
   * @throws InvalidInputException if it is not of the network's size, or has a pixel outside of [0,
   *     1]; the message says where
   */
  static void requireImage(Network network, float[] pixels) {
    int size = network.imageSize();
    if (pixels.length != size * size * CHANNELS) {
      throw new InvalidInputException(
          "an image of %d numbers; accepted are %d, the height x width x channels of %d x %d x 3"
              .formatted(pixels.length, size * size * CHANNELS, size, size));
    }
    for (int i = 0; i < pixels.length; i++) {
      if (!(pixels[i] >= 0 && pixels[i] <= 1)) {
        throw new InvalidInputException(
            "an image with %s at row %d, column %d, channel %d; accepted are numbers from 0 to 1"
                .formatted(pixels[i], i / (size * CHANNELS), i / CHANNELS % size, i % CHANNELS));
      }
    }
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
