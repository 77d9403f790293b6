package org.smoothadv.attack;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.noise.CountedNoise;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Gaussian noises that are drawn anew each time they are asked for, so that no more of them are in
 * memory than the network sees at once. A noise is a function of the seed, its number, the place of
 * its image in the batch and the size of the batch.
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
    Operand<TInt64> batch =
        tf.gather(tf.shape(images, TInt64.class), tf.constant(0), tf.constant(0));
    Sampling.Source ofBatch =
        (number, noises) ->
            standardNormal(
                tf, images, tf.math.mul(tf.dtypes.cast(number, TInt64.class), batch), noises);
    return scaled(tf, images, sampling.draw(tf, ofBatch, first, count), count);
  }

  /**
   * All m noises of some consecutive images of a batch: those that the whole batch has there.
   *
   * @param images the part of the batch, [B', height, width, channels]
   * @param firstImage the place of the first of them in the batch, from 0, a scalar
   * @param batch the number of images in the whole batch, a scalar
   */
  public NoisyCopies copiesOfPart(
      Ops tf, Operand<TFloat32> images, Operand<TInt64> firstImage, Operand<TInt64> batch) {
    Sampling.Source ofPart =
        (number, noises) -> {
          List<Operand<TFloat32>> drawn = new ArrayList<>();
          for (int k = 0; k < noises; k++) {
            Operand<TInt64> noise =
                tf.dtypes.cast(tf.math.add(number, tf.constant(k)), TInt64.class);
            Operand<TInt64> place = tf.math.add(tf.math.mul(noise, batch), firstImage);
            drawn.add(standardNormal(tf, images, place, 1));
          }
          return noises == 1 ? drawn.get(0) : tf.concat(drawn, tf.constant(0));
        };
    return scaled(tf, images, sampling.draw(tf, ofPart, tf.constant(0), samples), samples);
  }

  private NoisyCopies scaled(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> standard, int count) {
    Operand<TFloat32> noise = tf.math.mul(standard, tf.constant((float) sigma));
    // The images' shape is not to lead gradients into the drawing.
    return NoisyCopies.ofSamples(tf, tf.stopGradient(noise), images.shape(), count);
  }

  /**
   * Draws noises that follow each other.
   *
   * @param place of the first, counted in images: those of a whole batch have B places each
   * @return [count, B, height, width, channels]
   */
  private Operand<TFloat32> standardNormal(
      Ops tf, Operand<TFloat32> images, Operand<TInt64> place, int count) {
    Shape shape = images.shape();
    long perImage = CountedNoise.positions(shape.get(1) * shape.get(2) * shape.get(3));
    return CountedNoise.draw(
        tf,
        tf.gather(seed, tf.constant(0), tf.constant(0)),
        tf.gather(seed, tf.constant(1), tf.constant(0)),
        tf.math.mul(place, tf.constant(perImage)),
        tf.concat(
            List.of(tf.constant(new long[] {count}), tf.shape(images, TInt64.class)),
            tf.constant(0)));
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
