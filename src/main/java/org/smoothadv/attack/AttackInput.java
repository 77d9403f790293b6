package org.smoothadv.attack;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What an attack is given, as tensors of one graph.
 *
 * @param images x, [B, height, width, channels], pixels in [0, 1]
 * @param labels one-hot, [B, classes]
 * @param noise around each image
 * @param epsilon the radius of the ball, a scalar in pixel units
 * @param seed of the random directions, [2]
 */
public record AttackInput(
    Operand<TFloat32> images,
    Operand<TFloat32> labels,
    Noise noise,
    Operand<TFloat32> epsilon,
    Operand<TInt64> seed) {

  /** All tensors that it consists of. */
  List<Operand<?>> tensors() {
    List<Operand<?>> tensors = new ArrayList<>(List.of(images, labels, epsilon, seed));
    tensors.addAll(noise.tensors());
    return tensors;
  }

  /** The same from the same tensors in another graph. */
  AttackInput from(List<Operand<?>> tensors) {
    return new AttackInput(
        tensors.get(0).asOutput().expect(TFloat32.class),
        tensors.get(1).asOutput().expect(TFloat32.class),
        noise.from(tensors.subList(4, tensors.size())),
        tensors.get(2).asOutput().expect(TFloat32.class),
        tensors.get(3).asOutput().expect(TInt64.class));
  }
}
