package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.network.ResidualStages.Stage;
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
 * Every convolution is followed by batch normalisation. The depth is 6n+2. Images of another size
 * change nothing but the sizes on the right.
 */
public final class CifarResNet implements Network {
  /** The product of the strides. */
  private static final int REDUCTION = 4;

  private final String name;
  private final ImageShape imageShape;
  private final Normalization normalization;
  private final Convolution stem;
  private final ResidualStages stages;
  private final Linear head;

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
    this.imageShape = imageShape;
    this.normalization = normalization.requireChannels(imageShape.channels());
    int n = (depth - 2) / 6;
    stem = Convolution.normalized("conv1", "bn1", imageShape, 16, 3, 1);
    stages =
        new ResidualStages(
            List.of(
                new Stage("layer1", 16, n, 1),
                new Stage("layer2", 32, n, 2),
                new Stage("layer3", 64, n, 2)),
            ResidualBlock::basic,
            stem.output());
    head = new Linear("fc", stages.output().channels(), classes);
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    Layers<T> inner = layers.in(SCOPE);
    Ops tf = inner.tf();
    Operand<TFloat32> seen = normalization.apply(tf.withSubScope("normalization"), images);
    Operand<T> x = tf.nn.relu(inner.in(stem.name()).stem(stem, seen));
    x = stages.apply(inner, x);
    return inner.in(head.name()).linear(head, tf.math.mean(x, tf.constant(new int[] {1, 2})));
  }

  @Override
  public List<Convolution> convolutions() {
    List<Convolution> convolutions = new ArrayList<>(List.of(stem));
    convolutions.addAll(stages.convolutions());
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
  public ImageShape shape() {
    return imageShape;
  }
}
