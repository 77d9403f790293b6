package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Convolutions and the shortcut around them (He et al. 2016, section 3): the block's input is added
 * to its output before the last ReLU. Where the shape changes, the input passes a 1x1 convolution.
 *
 * @param name its state_dict prefix
 * @param branch the convolutions in their order, with a ReLU between two of them
 * @param projection the convolution of the shortcut; none where it is the identity
 */
record ResidualBlock(String name, List<Convolution> branch, Optional<Convolution> projection) {
  /** How much wider than its 3x3 convolution a bottleneck block ends. */
  private static final int EXPANSION = 4;

  /** How the blocks of an architecture are made. */
  @FunctionalInterface
  interface Design {
    /**
     * Makes a block.
     *
     * @param name its state_dict prefix
     * @param input what it takes
     * @param width output channels of its 3x3 convolutions
     * @param stride from its input to its output
     */
    ResidualBlock block(String name, ImageShape input, int width, int stride);
  }

  /** Two 3x3 convolutions, the stride in the first. */
  static ResidualBlock basic(String name, ImageShape input, int width, int stride) {
    Convolution first =
        Convolution.normalized(name + ".conv1", name + ".bn1", input, width, 3, stride);
    return around(
        name,
        stride,
        first,
        Convolution.normalized(name + ".conv2", name + ".bn2", first.output(), width, 3, 1));
  }

  /** 1x1, 3x3 and 1x1 convolutions, the stride in the second ("v1.5"). */
  static ResidualBlock bottleneck(String name, ImageShape input, int width, int stride) {
    Convolution first = Convolution.normalized(name + ".conv1", name + ".bn1", input, width, 1, 1);
    Convolution second =
        Convolution.normalized(name + ".conv2", name + ".bn2", first.output(), width, 3, stride);
    int out = EXPANSION * width;
    return around(
        name,
        stride,
        first,
        second,
        Convolution.normalized(name + ".conv3", name + ".bn3", second.output(), out, 1, 1));
  }

  private static ResidualBlock around(String name, int stride, Convolution... branch) {
    ImageShape input = branch[0].input();
    Convolution last = branch[branch.length - 1];
    boolean sameShape = input.equals(last.output()) && stride == 1;
    Convolution projection =
        Convolution.normalized(
            name + ".downsample.0", name + ".downsample.1", input, last.out(), 1, stride);
    return new ResidualBlock(
        name, List.of(branch), sameShape ? Optional.empty() : Optional.of(projection));
  }

  /** All convolutions, in the order of PyTorch's state_dict. */
  List<Convolution> convolutions() {
    List<Convolution> convolutions = new ArrayList<>(branch);
    projection.ifPresent(convolutions::add);
    return convolutions;
  }

  /** The convolution before the sum, whose output has the block's shape. */
  Convolution last() {
    return branch.get(branch.size() - 1);
  }

  /**
   * Builds the block.
   *
   * @param x [N, height, width, in]
   * @return [N, height / stride, width / stride, out], none of them negative
   */
  <T extends TFloating> Operand<T> apply(Layers<T> layers, Operand<T> x) {
    Layers<T> inner = layers.in(name);
    Ops tf = inner.tf();
    Operand<T> y = convolved(inner, branch.get(0), x);
    for (Convolution convolution : branch.subList(1, branch.size())) {
      y = convolved(inner, convolution, tf.nn.relu(y));
    }
    Operand<T> shortcut = projection.isPresent() ? convolved(inner, projection.get(), x) : x;
    return tf.nn.relu(tf.math.add(y, shortcut));
  }

  private <T extends TFloating> Operand<T> convolved(
      Layers<T> layers, Convolution c, Operand<T> x) {
    return layers.in(c.name().substring(name.length() + 1)).convolution(c, x);
  }
}
