package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The residual networks for 32x32 images of He et al. 2016, section 4.2, as the paper's reference
 * implementation builds them (with projection shortcuts):
 *
 * <pre>
 * stem     3x3, 16                        32x32
 * layer1   [3x3, 16; 3x3, 16] x n         32x32
 * layer2   [3x3, 32; 3x3, 32] x n         16x16, first block at stride 2
 * layer3   [3x3, 64; 3x3, 64] x n          8x8,  first block at stride 2
 * head     global average pooling, linear
 * </pre>
 *
 * Every convolution is followed by batch normalisation. A block adds its input to its output before
 * the last ReLU; where the shape changes, the input passes a 1x1 convolution. The depth is 6n+2.
 */
public final class CifarResNet implements Network {
  private static final int IMAGE_SIZE = 32;

  /** One row of the table above. */
  private record Stage(String name, int width, int stride) {}

  private static final List<Stage> STAGES =
      List.of(new Stage("layer1", 16, 1), new Stage("layer2", 32, 2), new Stage("layer3", 64, 2));

  /** Two convolutions and the shortcut around them; the identity where there is no projection. */
  private record Block(Convolution first, Convolution second, Optional<Convolution> projection) {}

  private final String name;
  private final Normalization normalization;
  private final Convolution stem;
  private final List<Block> blocks = new ArrayList<>();
  private final Linear head;

  /**
   * Describes the network.
   *
   * @param depth the number of layers with weights on the longest path, 6n+2 with n at least 1
   * @param classes the number of classes, at least 2
   * @throws IllegalArgumentException if the depth is not 6n+2 or there are fewer than two classes
   */
  public CifarResNet(int depth, int classes, Normalization normalization) {
    if (depth < 8 || (depth - 2) % 6 != 0) {
      throw new IllegalArgumentException(
          "depth " + depth + " of a CIFAR ResNet is not 6n+2: 8, 14, 20, 26, 32, ..., 110, ...");
    }
    if (classes < 2) {
      throw new IllegalArgumentException("a classifier of " + classes + " classes");
    }
    this.name = "cifar-resnet-" + depth;
    this.normalization = normalization;
    stem = new Convolution("conv1", "bn1", 3, 16, 3, 1, IMAGE_SIZE);
    int channels = stem.out();
    int size = IMAGE_SIZE;
    for (Stage stage : STAGES) {
      size /= stage.stride;
      for (int block = 0; block < (depth - 2) / 6; block++) {
        int stride = block == 0 ? stage.stride : 1;
        blocks.add(block(stage.name + "." + block, channels, stage.width, stride, size));
        channels = stage.width;
      }
    }
    head = new Linear("fc", channels, classes);
  }

  private static Block block(String name, int in, int out, int stride, int size) {
    return new Block(
        new Convolution(name + ".conv1", name + ".bn1", in, out, 3, stride, size),
        new Convolution(name + ".conv2", name + ".bn2", out, out, 3, 1, size),
        in == out
            ? Optional.empty()
            : Optional.of(
                new Convolution(
                    name + ".downsample.0", name + ".downsample.1", in, out, 1, stride, size)));
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    Ops tf = layers.tf();
    Operand<T> x = layers.activations(normalization.apply(tf, images));
    x = tf.nn.relu(layers.convolution(stem, x));
    for (Block block : blocks) {
      Operand<T> y = tf.nn.relu(layers.convolution(block.first, x));
      y = layers.convolution(block.second, y);
      Operand<T> shortcut =
          block.projection.isPresent() ? layers.convolution(block.projection.get(), x) : x;
      x = tf.nn.relu(tf.math.add(y, shortcut));
    }
    return layers.linear(head, tf.math.mean(x, tf.constant(new int[] {1, 2})));
  }

  @Override
  public List<Convolution> convolutions() {
    List<Convolution> convolutions = new ArrayList<>(List.of(stem));
    for (Block block : blocks) {
      convolutions.add(block.first);
      convolutions.add(block.second);
      block.projection.ifPresent(convolutions::add);
    }
    return convolutions;
  }

  @Override
  public Linear linear() {
    return head;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int imageSize() {
    return IMAGE_SIZE;
  }
}
