package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * What residual networks have in common: a stem, blocks in stages of equal width, and a linear
 * layer behind the mean over the pixels.
 */
final class ResidualStages {
  /**
   * Blocks of one width.
   *
   * @param name their state_dict prefix
   * @param width output channels of their 3x3 convolutions
   * @param blocks how many
   * @param stride of the first of them
   */
  record Stage(String name, int width, int blocks, int stride) {}

  private final Normalization normalization;
  private final Convolution stem;
  private final boolean pooled;
  private final List<ResidualBlock> blocks = new ArrayList<>();
  private final Linear head;

  /**
   * Lays out the layers.
   *
   * @param normalization of the images that the stem takes
   * @param pooled whether 3x3 max-pooling at stride 2 follows the stem
   * @param classes the number of classes, at least 2
   * @throws IllegalArgumentException if there are fewer than two classes, or the normalisation has
   *     other channels
   */
  ResidualStages(
      Normalization normalization,
      Convolution stem,
      boolean pooled,
      List<Stage> stages,
      ResidualBlock.Design design,
      int classes) {
    this.normalization = normalization.requireChannels(stem.in());
    this.stem = stem;
    this.pooled = pooled;
    ImageShape whole = stem.output();
    ImageShape input =
        pooled ? new ImageShape(whole.height() / 2, whole.width() / 2, whole.channels()) : whole;
    for (Stage stage : stages) {
      for (int i = 0; i < stage.blocks; i++) {
        int stride = i == 0 ? stage.stride : 1;
        ResidualBlock block = design.block(stage.name + "." + i, input, stage.width, stride);
        blocks.add(block);
        input = block.last().output();
      }
    }
    head = new Linear("fc", input.channels(), classes);
  }

  /** The images it takes. */
  ImageShape shape() {
    return stem.input();
  }

  /** The last layer. */
  Linear head() {
    return head;
  }

  /** All layers, in the order of PyTorch's state_dict. */
  List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(List.of(stem));
    blocks.forEach(block -> layers.addAll(block.convolutions()));
    layers.add(head);
    return layers;
  }

  /** As {@link Network#logits}. */
  <T extends TFloating> Operand<TFloat32> logits(Layers<T> layers, Operand<TFloat32> images) {
    Layers<T> inner = layers.in(Network.SCOPE);
    Ops tf = inner.tf();
    Operand<TFloat32> seen = normalization.apply(tf.withSubScope("normalization"), images);
    Operand<T> x = tf.nn.relu(inner.in(stem.name()).stem(stem, seen));
    if (pooled) {
      x = Padding.maxPool(tf, x);
    }
    for (ResidualBlock block : blocks) {
      x = block.apply(inner, x);
    }
    return inner.in(head.name()).linear(head, tf.math.mean(x, tf.constant(new int[] {1, 2})));
  }
}
