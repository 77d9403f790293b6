package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.network.ResidualStages.Stage;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The residual network of 50 layers for 224x224 images of He et al. 2016, table 1, as the paper's
 * reference implementation builds it (with the stride in the 3x3 convolutions, "v1.5"):
 *
 * <pre>
 * stem     7x7, 64, stride 2                        112x112
 *          3x3 max-pooling, stride 2                 56x56
 * layer1   [1x1, 64; 3x3, 64; 1x1, 256] x 3          56x56
 * layer2   [1x1, 128; 3x3, 128; 1x1, 512] x 4        28x28, first block at stride 2
 * layer3   [1x1, 256; 3x3, 256; 1x1, 1024] x 6       14x14, first block at stride 2
 * layer4   [1x1, 512; 3x3, 512; 1x1, 2048] x 3        7x7,  first block at stride 2
 * head     global average pooling, linear
 * </pre>
 *
 * Every convolution is followed by batch normalisation. Images of another size change nothing but
 * the sizes on the right.
 */
public final class ResNet50 implements Network {
  /** The product of the strides. */
  private static final int REDUCTION = 32;

  private static final List<Stage> STAGES =
      List.of(
          new Stage("layer1", 64, 3, 1),
          new Stage("layer2", 128, 4, 2),
          new Stage("layer3", 256, 6, 2),
          new Stage("layer4", 512, 3, 2));

  private final int imageSize;
  private final Normalization normalization;
  private final Convolution stem;
  private final ResidualStages stages;
  private final Linear head;

  /**
   * Describes the network.
   *
   * @param classes the number of classes, at least 2
   * @param imageSize the height and width of the images, a multiple of 32
   * @throws IllegalArgumentException if there are fewer than two classes or the images have another
   *     size
   */
  public ResNet50(int classes, int imageSize, Normalization normalization) {
    if (imageSize < REDUCTION || imageSize % REDUCTION != 0) {
      throw new IllegalArgumentException(
          "ResNet-50 takes images of a multiple of %d pixels in height and width, not %d"
              .formatted(REDUCTION, imageSize));
    }
    this.imageSize = imageSize;
    this.normalization = normalization;
    stem = new Convolution("conv1", "bn1", 3, 64, 7, 2, imageSize / 2);
    stages =
        new ResidualStages(STAGES, ResidualBlock::bottleneck, stem.out(), stem.outputSize() / 2);
    head = new Linear("fc", stages.channels(), classes);
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    Layers<T> inner = layers.in(SCOPE);
    Ops tf = inner.tf();
    Operand<TFloat32> seen = normalization.apply(tf.withSubScope("normalization"), images);
    Operand<T> x = tf.nn.relu(inner.in(stem.name()).stem(stem, seen));
    x = stages.apply(inner, Padding.maxPool(tf, x));
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
    return "resnet50";
  }

  @Override
  public int imageSize() {
    return imageSize;
  }
}
