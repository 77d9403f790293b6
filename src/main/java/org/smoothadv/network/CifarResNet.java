package org.smoothadv.network;

import java.util.List;
import org.smoothadv.network.ResidualStages.Stage;
import org.tensorflow.Operand;
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
 * Every convolution is followed by batch normalisation. The depth is 6n+2. Images of another size
 * change nothing but the sizes on the right.
 */
public final class CifarResNet implements Network {
  /** The product of the strides. */
  private static final int REDUCTION = 4;

  private final String name;
  private final ResidualStages stages;

  /**
   * Describes the network.
   *
   * @param depth the number of layers with weights on the longest path, 6n+2 with n at least 1
   * @param classes the number of classes, at least 2
   * @param imageShape of the images, height and width a multiple of 4
   * @param normalization of as many channels
   * @throws IllegalArgumentException if the depth is not 6n+2, there are fewer than two classes or
   *     the images have another size
   */
  public CifarResNet(int depth, int classes, ImageShape imageShape, Normalization normalization) {
    if (depth < 8 || (depth - 2) % 6 != 0) {
      throw new IllegalArgumentException(
          "depth " + depth + " of a CIFAR ResNet is not 6n+2: 8, 14, 20, 26, 32, ..., 110, ...");
    }
    imageShape.requireMultipleOf(REDUCTION, "a CIFAR ResNet");
    this.name = "cifar-resnet-" + depth;
    int n = (depth - 2) / 6;
    stages =
        new ResidualStages(
            normalization,
            Convolution.normalized("conv1", "bn1", imageShape, 16, 3, 1),
            false,
            List.of(
                new Stage("layer1", 16, n, 1),
                new Stage("layer2", 32, n, 2),
                new Stage("layer3", 64, n, 2)),
            ResidualBlock::basic,
            classes);
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    return stages.logits(layers, images);
  }

  @Override
  public List<Layer> layers() {
    return stages.layers();
  }

  @Override
  public Linear linear() {
    return stages.head();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ImageShape shape() {
    return stages.shape();
  }
}
