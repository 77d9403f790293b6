package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Looks for adversarial examples within a graph: all T steps, without a return to the host. */
@FunctionalInterface
public interface Attack {
  /**
   * What an attack is given.
   *
   * @param images x, [B, height, width, channels], pixels in [0, 1]
   * @param labels one-hot, [B, classes]
   * @param noise around each image
   * @param epsilon the radius of the ball, a scalar in pixel units
   * @param seed of the random directions, [2]
   */
  record Input(
      Operand<TFloat32> images,
      Operand<TFloat32> labels,
      Noise noise,
      Operand<TFloat32> epsilon,
      Operand<TInt64> seed) {
    /** The same for use in the graph that {@code tf} builds into, such as a loop's body. */
    Input capturedBy(Ops tf) {
      return new Input(
          Loop.capture(tf, images),
          Loop.capture(tf, labels),
          noise,
          Loop.capture(tf, epsilon),
          Loop.capture(tf, seed));
    }

    /**
     * Some of the images, with what belongs to them.
     *
     * @param places of them in the batch
     */
    Input at(Ops tf, Operand<TInt32> places) {
      return new Input(
          tf.gather(images, places, tf.constant(0)),
          tf.gather(labels, places, tf.constant(0)),
          noise.at(tf, places),
          epsilon,
          seed);
    }
  }

  /**
   * Builds the attack.
   *
   * @return x̂, in the shape of the images
   */
  Operand<TFloat32> attack(Ops tf, Input input);
}
