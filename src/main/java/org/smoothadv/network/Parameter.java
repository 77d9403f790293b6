package org.smoothadv.network;

import java.util.List;

/**
 * One tensor of a network's state. Names and layouts are those of PyTorch's {@code state_dict}, so
 * that weights travel in both directions: {@code layer1.0.conv1.weight} is [out, in, height,
 * width], {@code fc.weight} is [classes, features].
 *
 * @param name the state_dict key, without the prefix of the normalisation layer
 * @param shape the dimensions, all positive
 * @param initialization how a fresh network draws it
 * @param trainable whether SGD updates it; batch normalisation's running statistics are not
 *     trainable
 */
public record Parameter(
    String name, List<Long> shape, Initialization initialization, boolean trainable) {
  public Parameter {
    shape = List.copyOf(shape);
    if (name.isEmpty() || shape.stream().anyMatch(d -> d <= 0)) {
      throw new IllegalArgumentException("parameter '" + name + "' has shape " + shape);
    }
  }

  /** The parameters of a convolution, and of its batch normalisation or its bias. */
  public static List<Parameter> of(Convolution c) {
    long kernel = c.kernel();
    List<Long> channels = List.of((long) c.out());
    List<Long> taps = List.of((long) c.out(), (long) c.in(), kernel, kernel);
    if (!c.isNormalized()) {
      Initialization uniform = new Initialization.FanInUniform(c.in() * kernel * kernel);
      return List.of(
          new Parameter(c.name() + ".weight", taps, uniform, true),
          new Parameter(c.name() + ".bias", channels, uniform, true));
    }
    return List.of(
        new Parameter(c.name() + ".weight", taps, new Initialization.KaimingNormal(), true),
        new Parameter(c.batchNorm() + ".weight", channels, new Initialization.Filled(1), true),
        new Parameter(c.batchNorm() + ".bias", channels, new Initialization.Filled(0), true),
        new Parameter(
            c.batchNorm() + ".running_mean", channels, new Initialization.Filled(0), false),
        new Parameter(
            c.batchNorm() + ".running_var", channels, new Initialization.Filled(1), false));
  }

  /** The parameters of a linear layer. */
  public static List<Parameter> of(Linear linear) {
    Initialization uniform = new Initialization.FanInUniform(linear.features());
    long classes = linear.classes();
    return List.of(
        new Parameter(
            linear.name() + ".weight", List.of(classes, (long) linear.features()), uniform, true),
        new Parameter(linear.name() + ".bias", List.of(classes), uniform, true));
  }

  /** The dimensions as an array. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
