package org.smoothadv.training;

import org.smoothadv.network.Network;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * Where a batch of labelled images enters a graph.
 *
 * @param pixels to feed: [B, height, width, 3], bytes
 * @param labels to feed: [B]
 * @param images the pixels in [0, 1]
 * @param oneHot the labels, [B, classes]
 */
record BatchInput(
    Placeholder<TUint8> pixels,
    Placeholder<TInt32> labels,
    Operand<TFloat32> images,
    Operand<TFloat32> oneHot) {

  static BatchInput of(Ops tf, Network network) {
    Shape shape = Shape.of(-1, network.imageSize(), network.imageSize(), 3);
    Placeholder<TUint8> pixels =
        tf.withName("pixels").placeholder(TUint8.class, Placeholder.shape(shape));
    Placeholder<TInt32> labels =
        tf.withName("labels").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    return new BatchInput(
        pixels,
        labels,
        tf.math.div(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(255f)),
        tf.oneHot(labels, tf.constant(network.classes()), tf.constant(1f), tf.constant(0f)));
  }
}
