package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The noises delta_1 ... delta_m around every image of a batch. Those of one number are the same
 * whenever they are asked for: all steps of an attack see the same noises (Pseudocode 1).
 */
public interface Noise {
  /** m, at least 1. */
  int samples();

  /**
   * The noises of consecutive numbers.
   *
   * @param images the batch that they are around, [B, height, width, channels]
   * @param first the number of the first, from 0, a scalar
   * @param count how many, at least 1
   */
  NoisyCopies copies(Ops tf, Operand<TFloat32> images, Operand<TInt32> first, int count);

  /** The tensors that these noises are made from. */
  List<Operand<?>> tensors();

  /** The same noises made from the same tensors in another graph, such as that of a loop's body. */
  Noise from(List<Operand<?>> tensors);
}
