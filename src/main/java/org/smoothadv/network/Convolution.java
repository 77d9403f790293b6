package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A convolution, with what is added to its output: batch normalisation, a bias of its own, or
 * nothing. Square kernel, the same padding on every side (also at stride 2, unlike TensorFlow's
 * "SAME").
 *
 * @param name its state_dict prefix, as in {@code layer2.0.conv1}
 * @param batchNorm the batch normalisation of its output where nothing else reads that: it can be
 *     folded into the kernel
 * @param biased whether it has a bias; not with batch normalisation
 * @param input what it takes
 * @param out output channels
 * @param kernel kernel height and width, odd
 * @param stride step in both directions
 * @param padding zeros on every side of the input, in pixels: 0 or half of the kernel
 */
public record Convolution(
    String name,
    Optional<BatchNorm> batchNorm,
    boolean biased,
    ImageShape input,
    int out,
    int kernel,
    int stride,
    int padding)
    implements Layer {
  public Convolution {
    if (biased && batchNorm.isPresent()) {
      throw new IllegalArgumentException(
          name + ": a bias, and batch normalisation that removes it");
    }
  }

  /** A convolution before batch normalisation, padded by {@code kernel / 2}. */
  public static Convolution normalized(
      String name, String batchNorm, ImageShape input, int out, int kernel, int stride) {
    Convolution bare = bare(name, input, out, kernel, stride);
    BatchNorm behind = new BatchNorm(batchNorm, bare.output());
    return new Convolution(
        name, Optional.of(behind), false, input, out, kernel, stride, bare.padding);
  }

  /** A convolution with bias, at stride 1 and without padding. */
  public static Convolution withBias(String name, ImageShape input, int out, int kernel) {
    return new Convolution(name, Optional.empty(), true, input, out, kernel, 1, 0);
  }

  /** A convolution to whose output nothing is added, padded by {@code kernel / 2}. */
  public static Convolution bare(String name, ImageShape input, int out, int kernel, int stride) {
    return new Convolution(name, Optional.empty(), false, input, out, kernel, stride, kernel / 2);
  }

  /** Whether something is added to each channel once batch normalisation is folded. */
  public boolean isShifted() {
    return biased || batchNorm.isPresent();
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

  /** Its parameters, and behind them those of its batch normalisation. */
  @Override
  public List<Parameter> parameters() {
    List<Long> taps = List.of((long) out, (long) in(), (long) kernel, (long) kernel);
    Initialization initialization =
        biased
            ? new Initialization.FanInUniform((long) in() * kernel * kernel)
            : new Initialization.KaimingNormal();
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter(name + ".weight", taps, initialization, true));
    if (biased) {
      parameters.add(new Parameter(name + ".bias", List.of((long) out), initialization, true));
    }
    batchNorm.ifPresent(normalization -> parameters.addAll(normalization.parameters()));
    return parameters;
  }
}
