package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The densely connected networks of Huang et al. 2017, section 3, here for 32x32 images, of growth
 * rate 12 and without compression:
 *
 * <pre>
 *              densenet-D, D = 3n+4         densenet-bottleneck-D, D = 6n+4
 * stem         3x3, 16                      3x3, 24                          32x32
 * block1       [3x3, 12] x n                [1x1, 48; 3x3, 12] x n           32x32
 * transition   1x1, 2x2 average pooling     2x2 average pooling              16x16
 * block2       [3x3, 12] x n                [1x1, 48; 3x3, 12] x n           16x16
 * transition   1x1, 2x2 average pooling     2x2 average pooling               8x8
 * block3       [3x3, 12] x n                [1x1, 48; 3x3, 12] x n            8x8
 * head         batch normalisation, global average pooling, linear
 * </pre>
 *
 * Batch normalisation and ReLU are before each convolution but the stem. What a layer of a block
 * gives is put behind the channels that it takes. {@code densenet-40} is the smallest of the paper;
 * {@code densenet-bottleneck-40} is that of consistency regularisation (Jeong and Shin 2020), which
 * has no convolutions between blocks. Images of another size change nothing but the sizes on the
 * right.
 */
public final class DenseNet implements Network {
  /** The product of the poolings' strides. */
  private static final int REDUCTION = 4;

  private static final int GROWTH = 12;

  private static final int BLOCKS = 3;

  private final String name;
  private final PreActivation network;

  /**
   * Describes the network.
   *
   * @param depth as in the table above, with n at least 1
   * @param bottleneck whether 1x1 convolutions are before those of 3x3
   * @param classes the number of classes, at least 2
   * @param imageShape of the images, height and width a multiple of 4
   * @param normalization of as many channels
   * @throws IllegalArgumentException if it has no such depth, there are fewer than two classes or
   *     the images have another size
   */
  public DenseNet(
      int depth,
      boolean bottleneck,
      int classes,
      ImageShape imageShape,
      Normalization normalization) {
    int perLayer = bottleneck ? 2 * BLOCKS : BLOCKS;
    int n = (depth - 4) / perLayer;
    if (n < 1 || n * perLayer + 4 != depth) {
      throw new IllegalArgumentException(
          "depth %d of this DenseNet is not %dn+4: %d, %d, ..., 40, ..."
              .formatted(depth, perLayer, perLayer + 4, 2 * perLayer + 4));
    }
    imageShape.requireMultipleOf(REDUCTION, "a DenseNet");
    this.name = (bottleneck ? "densenet-bottleneck-" : "densenet-") + depth;
    Convolution stem = Convolution.bare("conv1", imageShape, bottleneck ? 2 * GROWTH : 16, 3, 1);
    List<Block> blocks = new ArrayList<>();
    ImageShape input = stem.output();
    for (int i = 1; i <= BLOCKS; i++) {
      Block block = Block.of(i, n, bottleneck, i < BLOCKS, input);
      blocks.add(block);
      ImageShape output = block.output;
      input =
          i < BLOCKS
              ? new ImageShape(output.height() / 2, output.width() / 2, output.channels())
              : output;
    }
    network = PreActivation.of(normalization, stem, blocks, input, classes);
  }

  /** Batch normalisation and ReLU, then a convolution. */
  private record Unit(BatchNorm batchNorm, Convolution convolution) {
    static Unit of(String name, ImageShape input, int out, int kernel) {
      return new Unit(
          new BatchNorm(name + ".bn1", input),
          Convolution.bare(name + ".conv1", input, out, kernel, 1));
    }

    /** A unit before another batch normalisation, which is folded. */
    static Unit normalized(String name, ImageShape input, int out) {
      return new Unit(
          new BatchNorm(name + ".bn1", input),
          Convolution.normalized(name + ".conv1", name + ".bn2", input, out, 1, 1));
    }

    <T extends TFloating> Operand<T> apply(Layers<T> layers, Operand<T> x) {
      return PreActivation.convolved(
          layers, convolution, PreActivation.rectified(layers, batchNorm, x));
    }
  }

  /**
   * A layer of a block.
   *
   * @param unit what takes all channels
   * @param second takes what a bottleneck gives
   */
  private record DenseLayer(Unit unit, Optional<Convolution> second) {
    static DenseLayer of(String name, ImageShape input, boolean bottleneck) {
      if (!bottleneck) {
        return new DenseLayer(Unit.of(name, input, GROWTH, 3), Optional.empty());
      }
      Unit narrowing = Unit.normalized(name, input, 4 * GROWTH);
      ImageShape narrow = narrowing.convolution.output();
      return new DenseLayer(
          narrowing, Optional.of(Convolution.bare(name + ".conv2", narrow, GROWTH, 3, 1)));
    }

    <T extends TFloating> Operand<T> apply(Layers<T> layers, Operand<T> x) {
      Operand<T> y = unit.apply(layers, x);
      if (second.isPresent()) {
        y = PreActivation.convolved(layers, second.get(), layers.tf().nn.relu(y));
      }
      return layers.tf().concat(List.of(x, y), layers.tf().constant(3));
    }
  }

  /**
   * A block, and what is between it and the next one.
   *
   * @param output of its last layer
   * @param transition the convolution behind it, if any
   * @param pooled whether it is pooled
   */
  private record Block(
      List<DenseLayer> dense, ImageShape output, Optional<Unit> transition, boolean pooled)
      implements PreActivation.Block {
    static Block of(int number, int n, boolean bottleneck, boolean pooled, ImageShape input) {
      List<DenseLayer> dense = new ArrayList<>();
      ImageShape shape = input;
      for (int i = 0; i < n; i++) {
        dense.add(DenseLayer.of("block%d.layer.%d".formatted(number, i), shape, bottleneck));
        shape = new ImageShape(shape.height(), shape.width(), shape.channels() + GROWTH);
      }
      return new Block(
          dense,
          shape,
          pooled && !bottleneck
              ? Optional.of(Unit.of("trans" + number, shape, shape.channels(), 1))
              : Optional.empty(),
          pooled);
    }

    @Override
    public List<Layer> layers() {
      List<Layer> layers = new ArrayList<>();
      for (DenseLayer layer : dense) {
        layers.addAll(List.of(layer.unit.batchNorm, layer.unit.convolution));
        layer.second.ifPresent(layers::add);
      }
      transition.ifPresent(unit -> layers.addAll(List.of(unit.batchNorm, unit.convolution)));
      return layers;
    }

    @Override
    public <T extends TFloating> Operand<T> apply(Layers<T> layers, Operand<T> input) {
      Operand<T> x = input;
      for (DenseLayer layer : dense) {
        x = layer.apply(layers, x);
      }
      if (transition.isPresent()) {
        x = transition.get().apply(layers, x);
      }
      return pooled ? Padding.averagePoolOfSquares(layers.tf(), x) : x;
    }
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    return network.logits(layers, images);
  }

  @Override
  public List<Layer> layers() {
    return network.layers();
  }

  @Override
  public Linear linear() {
    return network.head();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ImageShape shape() {
    return network.stem().input();
  }
}
