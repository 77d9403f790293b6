package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A single noise that is zero: what attacks the base classifier in place of the smoothed one
 * (appendix C.1).
 */
public record NoNoise() implements Noise {
  @Override
  public int samples() {
    return 1;
  }

  @Override
  public NoisyCopies copies(Ops tf, Operand<TFloat32> images, Operand<TInt32> first, int count) {
    return new NoisyCopies(tf.zerosLike(images), count);
  }

  @Override
  public List<Operand<?>> tensors() {
    return List.of();
  }

  @Override
  public Noise from(List<Operand<?>> tensors) {
    return this;
  }
}
