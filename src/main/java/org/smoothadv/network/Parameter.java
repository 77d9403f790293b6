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

  /** The dimensions as an array. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
