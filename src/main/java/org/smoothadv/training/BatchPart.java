package org.smoothadv.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/**
 * Where the images of one tower are in the batch.
 *
 * @param first the place of the first of them, from 0, a scalar
 * @param batch the number of images in the whole batch, a scalar
 */
record BatchPart(Operand<TInt64> first, Operand<TInt64> batch) {
  /** The parts of a batch that is divided over inputs in order. */
  static List<BatchPart> of(Ops tf, List<BatchInput> inputs) {
    List<Operand<TInt64>> firsts = new ArrayList<>();
    Operand<TInt64> images = tf.constant(0L);
    for (BatchInput input : inputs) {
      firsts.add(images);
      images = tf.math.add(images, tf.size(input.labels(), TInt64.class));
    }
    Operand<TInt64> batch = images;
    return firsts.stream().map(first -> new BatchPart(first, batch)).toList();
  }
}
