package org.smoothadv.internal.training;

import java.util.List;
import org.smoothadv.network.Convolution;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Layer;
import org.smoothadv.network.Layers;
import org.smoothadv.network.Linear;
import org.smoothadv.network.Network;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** Two convolutions, the second at stride 2, for images of 8 x 8 pixels. */
final class TinyNetwork implements Network {
  static final int BYTES = 8 * 8 * 3;

  private static final Convolution FIRST =
      Convolution.normalized("conv1", "bn1", ImageShape.ofSize(8), 8, 3, 1);
  private static final Convolution SECOND =
      Convolution.normalized("conv2", "bn2", FIRST.output(), 8, 3, 2);
  private static final Linear LINEAR = new Linear("fc", 8, 4);

  @Override
  public String name() {
    return "tiny";
  }

  @Override
  public ImageShape shape() {
    return ImageShape.ofSize(8);
  }

  @Override
  public List<Layer> layers() {
    return List.of(FIRST, SECOND, LINEAR);
  }

  @Override
  public Linear linear() {
    return LINEAR;
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    Ops tf = layers.tf();
    Operand<T> x = tf.nn.relu(layers.stem(FIRST, images));
    x = tf.nn.relu(layers.convolution(SECOND, x));
    return layers.linear(LINEAR, tf.math.mean(x, tf.constant(new int[] {1, 2})));
  }
}
