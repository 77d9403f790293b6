package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Noises that are at hand as a tensor: training's, which the step of SGD needs as well.
 *
 * @param all all m noises of every image
 */
public record StoredNoise(NoisyCopies all) implements Noise {
  @Override
  public int samples() {
    return all.noiseSamples();
  }

  @Override
  public NoisyCopies copies(Ops tf, Operand<TFloat32> images, Operand<TInt32> first, int count) {
    return count == samples() ? all : all.part(tf, first, count);
  }

  @Override
  public List<Operand<?>> tensors() {
    return List.of(all.noise());
  }

  @Override
  public Noise from(List<Operand<?>> tensors) {
    Operand<TFloat32> noise = tensors.get(0).asOutput().expect(TFloat32.class);
    return new StoredNoise(new NoisyCopies(noise, samples()));
  }
}
