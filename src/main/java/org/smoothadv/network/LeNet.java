package org.smoothadv.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The network for MNIST of Zhai et al. 2020 (MACER) and of Jeong and Shin 2020, after LeNet-5
 * (LeCun et al. 1998), without batch normalisation:
 *
 * <pre>
 * conv1    5x5, 20, no padding       24x24
 *          2x2 max-pooling           12x12
 * conv2    5x5, 50, no padding        8x8
 *          2x2 max-pooling            4x4
 * fc1      500
 * fc2      one output per class
 * </pre>
 *
 * Images of another size than 28x28 change nothing but the sizes on the right and the inputs of
 * {@code fc1}.
 */
public final class LeNet implements Network {
  /** The name that {@code --arch} knows it by. */
  static final String NAME = "lenet";

  /** What both convolutions and poolings leave one pixel of. */
  private static final int MIN_SIDE = 16;

  private final ImageShape imageShape;
  private final Normalization normalization;
  private final Convolution first;
  private final Convolution second;
  private final ImageShape features;
  private final Linear hidden;
  private final Linear head;

  /**
   * Describes the network.
   *
   * @param classes the number of classes, at least 2
   * @param imageShape of the images, at least 16 pixels in height and width
   * @param normalization of as many channels
   * @throws IllegalArgumentException if there are fewer than two classes or the images are smaller
   */
  public LeNet(int classes, ImageShape imageShape, Normalization normalization) {
    if (Math.min(imageShape.height(), imageShape.width()) < MIN_SIDE) {
      throw new IllegalArgumentException(
          "LeNet takes images of at least %d pixels in height and width, not %s"
              .formatted(MIN_SIDE, imageShape));
    }
    this.imageShape = imageShape;
    this.normalization = normalization.requireChannels(imageShape.channels());
    first = Convolution.withBias("conv1", imageShape, 20, 5);
    second = Convolution.withBias("conv2", halved(first.output()), 50, 5);
    features = halved(second.output());
    hidden = new Linear("fc1", features.values(), 500);
    head = new Linear("fc2", hidden.classes(), classes);
  }

  private static ImageShape halved(ImageShape shape) {
    return new ImageShape(shape.height() / 2, shape.width() / 2, shape.channels());
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    Layers<T> inner = layers.in(SCOPE);
    Ops tf = inner.tf();
    Operand<TFloat32> seen = normalization.apply(tf.withSubScope("normalization"), images);
    Operand<T> x = tf.nn.relu(inner.in(first.name()).stem(first, seen));
    x = Padding.maxPoolOfSquares(tf, x);
    x = tf.nn.relu(inner.in(second.name()).convolution(second, x));
    x = Padding.maxPoolOfSquares(tf, x);
    // PyTorch flattens one channel behind the other.
    Operand<T> planes = tf.linalg.transpose(x, tf.constant(new int[] {0, 3, 1, 2}));
    Operand<T> flat = tf.reshape(planes, tf.constant(new int[] {-1, features.values()}));
    Operand<TFloat32> y = tf.nn.relu(inner.in(hidden.name()).linear(hidden, flat));
    return inner.in(head.name()).linear(head, Types.cast(tf, y, flat.type()));
  }

  @Override
  public List<Layer> layers() {
    return List.of(first, second, hidden, head);
  }

  @Override
  public Linear linear() {
    return head;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ImageShape shape() {
    return imageShape;
  }
}
