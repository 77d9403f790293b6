package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * What networks with batch normalisation before their convolutions have in common: a stem, blocks,
 * and a linear layer behind batch normalisation, ReLU and the mean over the pixels.
 *
 * @param normalization of the images that the stem takes
 * @param last normalises what the blocks give
 */
record PreActivation(
    Normalization normalization,
    Convolution stem,
    List<? extends Block> blocks,
    BatchNorm last,
    Linear head) {
  /** A part of the network between stem and head. */
  interface Block {
    /** Its layers, in the order of PyTorch's state_dict. */
    List<Layer> layers();

    /** Builds it. */
    <T extends TFloating> Operand<T> apply(Layers<T> layers, Operand<T> x);
  }

  /**
   * Puts a head behind blocks.
   *
   * @param output of the last block
   * @throws IllegalArgumentException if there are fewer than two classes, or the normalisation has
   *     other channels than the stem takes
   */
  static PreActivation of(
      Normalization normalization,
      Convolution stem,
      List<? extends Block> blocks,
      ImageShape output,
      int classes) {
    return new PreActivation(
        normalization.requireChannels(stem.in()),
        stem,
        List.copyOf(blocks),
        new BatchNorm("bn1", output),
        new Linear("fc", output.channels(), classes));
  }

  /** A convolution without batch normalisation, or with one behind it. */
  static <T extends TFloating> Operand<T> convolved(
      Layers<T> layers, Convolution convolution, Operand<T> x) {
    return layers.in(convolution.name()).convolution(convolution, x);
  }

  /** Batch normalisation and ReLU. */
  static <T extends TFloating> Operand<T> rectified(
      Layers<T> layers, BatchNorm batchNorm, Operand<T> x) {
    return layers.tf().nn.relu(layers.in(batchNorm.name()).batchNorm(batchNorm, x));
  }

  /** All layers, in the order of PyTorch's state_dict. */
  List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(List.of(stem));
    blocks.forEach(block -> layers.addAll(block.layers()));
    layers.add(last);
    layers.add(head);
    return layers;
  }

  /** As {@link Network#logits}. */
  <T extends TFloating> Operand<TFloat32> logits(Layers<T> layers, Operand<TFloat32> images) {
    Layers<T> inner = layers.in(Network.SCOPE);
    Ops tf = inner.tf();
    Operand<TFloat32> seen = normalization.apply(tf.withSubScope("normalization"), images);
    Operand<T> x = inner.in(stem.name()).stem(stem, seen);
    if (stem.batchNorm().isPresent()) {
      x = tf.nn.relu(x);
    }
    for (Block block : blocks) {
      x = block.apply(inner, x);
    }
    x = tf.math.mean(rectified(inner, last, x), tf.constant(new int[] {1, 2}));
    return inner.in(head.name()).linear(head, x);
  }
}
