package org.smoothadv.network;

import java.util.List;

/**
 * Batch normalisation, behind a convolution or as a layer on its own (as before the convolutions of
 * He et al. 2016b, where a sum or a concatenation lies between it and the convolution before it).
 *
 * @param name its state_dict prefix, as in {@code layer2.0.bn1}
 * @param shape what it takes and gives
 */
public record BatchNorm(String name, ImageShape shape) implements Layer {
  /** Added to the variance, as in the reference implementation. */
  static final float EPSILON = 1e-5f;

  /** The weight of a batch's statistics in the running ones, as in the reference implementation. */
  static final float MOMENTUM = 0.1f;

  /** The learnt scale. */
  String weight() {
    return name + ".weight";
  }

  /** The learnt shift. */
  String bias() {
    return name + ".bias";
  }

  /** The name of the running mean. */
  public String runningMean() {
    return name + ".running_mean";
  }

  /** The name of the running variance. */
  public String runningVariance() {
    return name + ".running_var";
  }

  @Override
  public List<Parameter> parameters() {
    List<Long> channels = List.of((long) shape.channels());
    return List.of(
        new Parameter(weight(), channels, new Initialization.Filled(1), true),
        new Parameter(bias(), channels, new Initialization.Filled(0), true),
        new Parameter(runningMean(), channels, new Initialization.Filled(0), false),
        new Parameter(runningVariance(), channels, new Initialization.Filled(1), false));
  }
}
