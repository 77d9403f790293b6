package org.smoothadv.network;

import java.util.function.Supplier;

/**
 * Single elements of what is left of a batch normalisation on its own, a scale and a shift of each
 * channel, in float64.
 */
final class ExactScaling {
  private final float[] x;
  private final float[] scale;
  private final float[] shift;

  /**
   * Draws one.
   *
   * @param rows N
   * @param numbers where its numbers come from
   */
  ExactScaling(int channels, int rows, Supplier<Float> numbers) {
    x = ExactConvolution.draw(new int[] {rows, channels}, numbers);
    scale = ExactConvolution.draw(new int[] {channels}, numbers);
    shift = ExactConvolution.draw(new int[] {channels}, numbers);
  }

  /** The input, [N, 1, 1, channels]. */
  float[] x() {
    return x;
  }

  /** What each channel is multiplied by. */
  float[] scale() {
    return scale;
  }

  /** What is added to each channel. */
  float[] shift() {
    return shift;
  }

  /** An element of the output. */
  ExactConvolution.Sum output(int[] place) {
    ExactConvolution.Sum sum = new ExactConvolution.Sum();
    sum.add((double) x[place[0] * scale.length + place[3]] * scale[place[3]]);
    sum.add(shift[place[3]]);
    return sum;
  }

  /** An element of the gradient of the output's sum with respect to the input. */
  ExactConvolution.Sum inputGradient(int[] place) {
    ExactConvolution.Sum sum = new ExactConvolution.Sum();
    sum.add(scale[place[3]]);
    return sum;
  }
}
