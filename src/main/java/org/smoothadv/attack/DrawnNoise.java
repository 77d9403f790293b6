package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Gaussian noises that are drawn anew each time they are asked for, so that no more of them are in
 * memory than the network sees at once.
 *
 * @param seed [2]; equal seeds draw equal noises
 * @param sampling how the noises of an image depend on each other
 * @param sigma their standard deviation, pixel units
 * @param samples m, at least 1; even for pairs
 */
public record DrawnNoise(Operand<TInt64> seed, Sampling sampling, double sigma, int samples)
    implements Noise {
  @Override
  public NoisyCopies copies(Ops tf, Operand<TFloat32> images, Operand<TInt32> first, int count) {
    Operand<TFloat32> standard = sampling.draw(tf, seed, images, first, count);
    Operand<TFloat32> noise = tf.math.mul(standard, tf.constant((float) sigma));
    // The images' shape is not to lead gradients into the drawing.
    return NoisyCopies.ofSamples(tf, tf.stopGradient(noise), images.shape(), count);
  }

  @Override
  public List<Operand<?>> tensors() {
    return List.of(seed);
  }

  @Override
  public Noise from(List<Operand<?>> tensors) {
    return new DrawnNoise(tensors.get(0).asOutput().expect(TInt64.class), sampling, sigma, samples);
  }
}
