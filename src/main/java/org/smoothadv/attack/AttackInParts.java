package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * An attack on some images of a batch after the others. Images are attacked independently of each
 * other, so it finds what it finds on the whole batch, within rounding, in the memory of a part;
 * where that stays in the processor's caches, in less time.
 *
 * @param attack on a part
 * @param images of a part, at least 1
 */
public record AttackInParts(Attack attack, int images) implements Attack {
  public AttackInParts {
    if (images < 1) {
      throw new IllegalArgumentException(images + " images of a part, not at least 1");
    }
  }

  @Override
  public Operand<TFloat32> attack(Ops tf, Input input) {
    Operand<TInt32> batch = size(tf, input.images());
    Operand<TInt32> roundedUp = tf.math.add(batch, tf.constant(images - 1));
    Operand<TFloat32> start = tf.zerosLike(input.images());
    return Loop.repeat(
        tf.withSubScope("parts"),
        tf.math.div(roundedUp, tf.constant(images)),
        start,
        (body, index, attacked) -> {
          Input whole = input.capturedBy(body);
          Operand<TInt32> first = body.math.mul(index, body.constant(images));
          Operand<TInt32> end =
              body.math.minimum(
                  body.math.add(first, body.constant(images)), size(body, whole.images()));
          Operand<TInt32> places = body.range(first, end, body.constant(1));
          return body.tensorScatterNdUpdate(
              attacked,
              body.expandDims(places, body.constant(1)),
              attack.attack(body, whole.at(body, places)));
        });
  }

  private static Operand<TInt32> size(Ops tf, Operand<TFloat32> images) {
    return tf.gather(tf.shape(images), tf.constant(0), tf.constant(0));
  }
}
