package org.smoothadv.smoothing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.network.ImageShape;
import org.smoothadv.smoothing.VoteQueue.Piece;
import org.smoothadv.smoothing.VoteQueue.VoteQuery;

/**
 * Whether the base classifier is a function: noisy images are moved about in the batch, among other
 * neighbours, and their logits have to stay the same, bit by bit. A certificate is about a function
 * of one image.
 *
 * @param sigma of the noise
 * @param logits gives those of a batch, [slots * rows][classes]
 */
record PlaceCheck(ImageShape shape, int slots, int rows, double sigma, Logits logits) {
  private static final int MIN_ROWS = 64;
  private static final long SEED = 0x510E527FADE682D1L;
  private static final int LEVELS = 256;
  private static final float WHITE = 255;

  /** Computes a batch. */
  @FunctionalInterface
  interface Logits {
    /** The logits of all rows of as many pieces as there are slots. */
    float[][] of(List<Piece> pieces);
  }

  /**
   * Moves images about.
   *
   * @throws InvalidSettingException if logits change
   */
  void require() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int checked = 0; checked < MIN_ROWS; checked += slots * rows) {
      List<VoteQuery> images = new ArrayList<>();
      for (int slot = 0; slot < slots; slot++) {
        images.add(new VoteQuery(randomImage(random), checked + slot, sigma, SEED));
      }
      float[][] expected = logits(images, 0, 0);
      int step = Math.min(1, rows - 1);
      compare(expected, logits(images, 1, step), 1, step);
      compare(expected, logits(images, 2, rows / 2), 2, rows / 2);
    }
  }

  private float[] randomImage(SplittableRandom random) {
    float[] pixels = new float[shape.values()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(LEVELS) / WHITE;
    }
    return pixels;
  }

  /** Those of samples from a first one on, of images that are moved to other slots. */
  private float[][] logits(List<VoteQuery> images, int turn, int first) {
    List<Piece> pieces = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      pieces.add(new Piece(images.get((slot + turn) % slots), first, rows));
    }
    return logits.of(pieces);
  }

  private void compare(float[][] expected, float[][] moved, int turn, int shift) {
    for (int slot = 0; slot < slots; slot++) {
      for (int row = 0; row + shift < rows; row++) {
        int to = slot * rows + row;
        int from = (slot + turn) % slots * rows + row + shift;
        if (!Arrays.equals(expected[from], moved[to])) {
          throw new InvalidSettingException(
              "noise",
              "{noise} discrete: on this machine the classifier's answer to a noisy image hangs on its place in the batch (%s; %s), so it is no function that could be certified; accepted are another {batch} and {noise} gaussian",
              from,
              to);
        }
      }
    }
  }
}
