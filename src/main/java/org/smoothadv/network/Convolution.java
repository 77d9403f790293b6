package org.smoothadv.network;

/**
 * A convolution followed by batch normalisation, or with a bias of its own. Square kernel, the same
 * padding on every side (also at stride 2, unlike TensorFlow's "SAME").
 *
 * @param name the convolution's state_dict prefix, as in {@code layer2.0.conv1}
 * @param batchNorm the batch normalisation's state_dict prefix, as in {@code layer2.0.bn1}; empty
 *     for a convolution with bias and without normalisation
 * @param input what it takes
 * @param out output channels
 * @param kernel kernel height and width, odd
 * @param stride step in both directions
 * @param padding zeros on every side of the input, in pixels: 0 or half of the kernel
 */
public record Convolution(
    String name, String batchNorm, ImageShape input, int out, int kernel, int stride, int padding) {
  /** A convolution before batch normalisation, padded by {@code kernel / 2}. */
  public static Convolution normalized(
      String name, String batchNorm, ImageShape input, int out, int kernel, int stride) {
    return new Convolution(name, batchNorm, input, out, kernel, stride, kernel / 2);
  }

  /** A convolution with bias, at stride 1 and without padding. */
  public static Convolution withBias(String name, ImageShape input, int out, int kernel) {
    return new Convolution(name, "", input, out, kernel, 1, 0);
  }

  /** Whether batch normalisation follows; else it has a bias. */
  public boolean isNormalized() {
    return !batchNorm.isEmpty();
  }

  /** Input channels. */
  public int in() {
    return input.channels();
  }

  /** What it gives. */
  public ImageShape output() {
    return new ImageShape(outputSide(input.height()), outputSide(input.width()), out);
  }

  private int outputSide(int side) {
    return (side + 2 * padding - kernel) / stride + 1;
  }
}
