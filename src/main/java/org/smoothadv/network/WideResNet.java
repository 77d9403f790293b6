package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The wide residual networks of Zagoruyko and Komodakis 2016, table 1, here for 32x32 images, of
 * widening factor k:
 *
 * <pre>
 * stem     3x3, 16                          32x32
 * block1   [3x3, 16k; 3x3, 16k] x n         32x32
 * block2   [3x3, 32k; 3x3, 32k] x n         16x16, first block at stride 2
 * block3   [3x3, 64k; 3x3, 64k] x n          8x8,  first block at stride 2
 * head     batch normalisation, global average pooling, linear
 * </pre>
 *
 * Batch normalisation and ReLU are before each convolution of a block (He et al. 2016b); where a
 * block changes the number of channels, its shortcut is a 1x1 convolution behind the first of them.
 * The depth is 6n+4. Parameters are named as in xternalz/WideResNet-pytorch. Images of another size
 * change nothing but the sizes on the right.
 */
public final class WideResNet implements Network {
  /** The product of the strides. */
  private static final int REDUCTION = 4;

  private static final int STEM_CHANNELS = 16;

  private static final int STAGES = 3;

  private final String name;
  private final PreActivation network;

  /**
   * Describes the network.
   *
   * @param depth as the paper counts layers, with the shortcuts' convolutions: 6n+4 with n at least
   *     1
   * @param widening how many times wider than {@link CifarResNet} it is, at least 1
   * @param classes the number of classes, at least 2
   * @param imageShape of the images, height and width a multiple of 4
   * @param normalization of as many channels
   * @throws IllegalArgumentException if the depth is not 6n+4, it is not widened at least once,
   *     there are fewer than two classes or the images have another size
   */
  public WideResNet(
      int depth, int widening, int classes, ImageShape imageShape, Normalization normalization) {
    if (depth < 10 || (depth - 4) % 6 != 0 || widening < 1) {
      throw new IllegalArgumentException(
          "depth %d and width %d of a wide ResNet are not 6n+4, such as 10, 16, 22, 28, 34, and at least 1"
              .formatted(depth, widening));
    }
    imageShape.requireMultipleOf(REDUCTION, "a wide ResNet");
    this.name = "wide-resnet-" + depth + "-" + widening;
    // Without a projection the first block's shortcut reads the stem as it is.
    Convolution stem =
        widening == 1
            ? Convolution.bare("conv1", imageShape, STEM_CHANNELS, 3, 1)
            : Convolution.normalized(
                "conv1", "block1.layer.0.bn1", imageShape, STEM_CHANNELS, 3, 1);
    List<Block> blocks = new ArrayList<>();
    ImageShape input = stem.output();
    for (int stage = 0; stage < STAGES; stage++) {
      int width = (STEM_CHANNELS << stage) * widening;
      for (int i = 0; i < (depth - 4) / 6; i++) {
        String block = "block%d.layer.%d".formatted(stage + 1, i);
        boolean normalized = blocks.isEmpty() && stem.batchNorm().isPresent();
        blocks.add(Block.of(block, input, !normalized, width, stage > 0 && i == 0 ? 2 : 1));
        input = blocks.get(blocks.size() - 1).second.output();
      }
    }
    network = PreActivation.of(normalization, stem, blocks, input, classes);
  }

  /**
   * A residual block.
   *
   * @param entry what normalises its input; none where that is normalised and not negative
   * @param first takes the normalised input; batch normalisation behind it is folded
   * @param second gives what is added to the shortcut
   * @param projection of the normalised input, for the shortcut; none where that is the input as it
   *     is
   */
  private record Block(
      Optional<BatchNorm> entry,
      Convolution first,
      Convolution second,
      Optional<Convolution> projection)
      implements PreActivation.Block {
    static Block of(String name, ImageShape input, boolean normalizes, int width, int stride) {
      Convolution first =
          Convolution.normalized(name + ".conv1", name + ".bn2", input, width, 3, stride);
      Convolution projection = Convolution.bare(name + ".convShortcut", input, width, 1, stride);
      return new Block(
          normalizes ? Optional.of(new BatchNorm(name + ".bn1", input)) : Optional.empty(),
          first,
          Convolution.bare(name + ".conv2", first.output(), width, 3, 1),
          input.channels() == width ? Optional.empty() : Optional.of(projection));
    }

    @Override
    public List<Layer> layers() {
      List<Layer> layers = new ArrayList<>();
      entry.ifPresent(layers::add);
      layers.add(first);
      layers.add(second);
      projection.ifPresent(layers::add);
      return layers;
    }

    @Override
    public <T extends TFloating> Operand<T> apply(Layers<T> layers, Operand<T> x) {
      Operand<T> seen = entry.isPresent() ? PreActivation.rectified(layers, entry.get(), x) : x;
      Operand<T> y = layers.tf().nn.relu(PreActivation.convolved(layers, first, seen));
      Operand<T> shortcut =
          projection.isPresent() ? PreActivation.convolved(layers, projection.get(), seen) : x;
      return layers.tf().math.add(PreActivation.convolved(layers, second, y), shortcut);
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
