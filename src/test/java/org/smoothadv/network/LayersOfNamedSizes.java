package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Layers without weights, which compare the shapes that they get and give with those they name. */
final class LayersOfNamedSizes implements Layers<TFloat32> {
  private final Ops tf;

  private LayersOfNamedSizes(Ops tf) {
    this.tf = tf;
  }

  /** Builds a network of such layers. */
  static void assertSizes(Network network) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> logits =
          network.logits(new LayersOfNamedSizes(tf), input(tf, batchOf(network.shape()).asArray()));
      assertEquals(Shape.of(2, network.classes()), logits.shape());
    }
  }

  private static Shape batchOf(ImageShape shape) {
    return Shape.of(2, shape.height(), shape.width(), shape.channels());
  }

  private static Operand<TFloat32> input(Ops tf, long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public LayersOfNamedSizes in(String scope) {
    return new LayersOfNamedSizes(tf.withSubScope(scope));
  }

  @Override
  public Operand<TFloat32> stem(Convolution c, Operand<TFloat32> images) {
    return convolution(c, images);
  }

  @Override
  public Operand<TFloat32> convolution(Convolution c, Operand<TFloat32> x) {
    Operand<TFloat32> kernel = input(tf, c.kernel(), c.kernel(), c.in(), c.out());
    Operand<TFloat32> y = Padding.convolve(tf, c, x, kernel);
    assertEquals(batchOf(c.input()), x.shape(), c.name());
    assertEquals(batchOf(c.output()), y.shape(), c.name());
    return y;
  }

  @Override
  public Operand<TFloat32> batchNorm(BatchNorm normalization, Operand<TFloat32> x) {
    assertEquals(batchOf(normalization.shape()), x.shape(), normalization.name());
    return x;
  }

  @Override
  public Operand<TFloat32> linear(Linear linear, Operand<TFloat32> x) {
    assertEquals(Shape.of(2, linear.features()), x.shape());
    return tf.linalg.matMul(x, input(tf, linear.features(), linear.classes()));
  }
}
