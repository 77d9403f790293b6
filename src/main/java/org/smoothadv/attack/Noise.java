package org.smoothadv.attack;

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

  /**
   * The noises around some of the images.
   *
   * @param places of them in the batch
   * @throws UnsupportedOperationException where noises are drawn for a whole batch
   */
  default Noise at(Ops tf, Operand<TInt32> places) {
    throw new UnsupportedOperationException("noises that are drawn for a whole batch");
  }

  /**
   * Noises that are at hand as a tensor: training's, which the step of SGD needs as well.
   *
   * @param all all m noises of every image
   */
  record Stored(NoisyCopies all) implements Noise {
    @Override
    public int samples() {
      return all.noiseSamples();
    }

    @Override
    public NoisyCopies copies(Ops tf, Operand<TFloat32> images, Operand<TInt32> first, int count) {
      NoisyCopies here = new NoisyCopies(Loop.capture(tf, all.noise()), samples());
      return count == samples() ? here : here.part(tf, first, count);
    }

    @Override
    public Noise at(Ops tf, Operand<TInt32> places) {
      return new Stored(
          new NoisyCopies(Loop.capture(tf, all.noise()), samples()).ofImages(tf, places));
    }
  }

  /**
   * A single noise that is zero: what attacks the base classifier in place of the smoothed one
   * (appendix C.1).
   */
  record None() implements Noise {
    @Override
    public int samples() {
      return 1;
    }

    @Override
    public NoisyCopies copies(Ops tf, Operand<TFloat32> images, Operand<TInt32> first, int count) {
      return new NoisyCopies(tf.zerosLike(images), count);
    }

    @Override
    public Noise at(Ops tf, Operand<TInt32> places) {
      return this;
    }
  }
}
