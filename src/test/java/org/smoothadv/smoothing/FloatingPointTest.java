package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * A base classifier that looks at the last bits of float32, as those of Voracek and Hein (2023):
 * the sum of noise and a pixel tells how large the pixel was. Its smoothed version is constant in
 * real arithmetic, where a sum has no last bit, and so is whatever may be said of it.
 */
class FloatingPointTest {
  private static final double SIGMA = 0.5;
  private static final int PIXELS = 4;
  private static final ImageShape SHAPE = new ImageShape(2, 2, 1);
  private static final float[] WHITE = {1, 1, 1, 1};

  /** Two of four pixels are black instead: at a distance of 1.42. */
  private static final float[] OTHER = {1, 0, 0, 1};

  private static final double DISTANCE = Math.sqrt(2);

  /**
   * Class 0 where all pixels are multiples of 2^-24, as 1 and a float32 number always add up to.
   */
  private static final class LastBits implements FrozenClassifier {
    @Override
    public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
      Operand<TFloat32> flat = tf.reshape(images, tf.constant(new int[] {-1, PIXELS}));
      Operand<TFloat32> units = tf.math.mul(flat, tf.constant(0x1p24f));
      Operand<TBool> whole = tf.math.equal(units, tf.math.floor(units));
      Operand<TFloat32> all = tf.dtypes.cast(tf.reduceAll(whole, tf.constant(1)), TFloat32.class);
      return tf.stack(List.of(all, tf.math.sub(tf.constant(1f), all)), Stack.axis(1L));
    }

    @Override
    public String name() {
      return "last bits";
    }

    @Override
    public ImageShape shape() {
      return SHAPE;
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public Precision precision() {
      return Precision.FLOAT32;
    }

    @Override
    public long largestActivation() {
      return PIXELS;
    }

    @Override
    public void requireArithmetic(boolean withGradient, Machine machine) {
      // It has no layers.
    }

    @Override
    public void requireNoOverflow(Machine machine) {
      // Nor can it overflow.
    }
  }

  private static SmoothedClassifier smoothed(NoiseKind noise) {
    SmoothingParameters parameters = new SmoothingParameters(SIGMA, 100, 100_000, 0.001, noise);
    BaseClassifier base = new BaseClassifier(new LastBits(), 64, parameters, Machine.current());
    return new SmoothedClassifier(base, new Certifier(parameters), parameters, 1);
  }

  private static float[] image(float level) {
    float[] pixels = new float[PIXELS];
    Arrays.fill(pixels, level);
    return pixels;
  }

  @Test
  void gaussianNoiseCertifiesARadiusWithinWhichTheAnswerIsAnother() {
    try (SmoothedClassifier smoothed = smoothed(NoiseKind.GAUSSIAN)) {
      Certification certified = smoothed.certify(WHITE);
      assertEquals(0, certified.predicted());
      assertTrue(certified.certifiedRadius() > DISTANCE + 0.4, certified.toString());
      assertEquals(1, smoothed.predict(OTHER), "at a distance of " + DISTANCE);
    }
  }

  @Test
  void discreteNoiseDoesNotCertifyIt() {
    try (SmoothedClassifier smoothed = smoothed(NoiseKind.DISCRETE)) {
      Certification certified = smoothed.certify(WHITE);
      assertEquals(1, smoothed.predict(OTHER), "the answer is another here too");
      assertTrue(
          certified.predicted() != 0 || certified.certifiedRadius() < DISTANCE,
          certified.toString());
    }
  }

  @Test
  void discreteNoiseIsForImagesOf8BitsOnly() {
    try (SmoothedClassifier smoothed = smoothed(NoiseKind.DISCRETE)) {
      float[] off = image(0.2f);
      assertTrue(smoothed.certify(off).samples() > 0, "0.2 is 51/255");
      off[2] = 0.201f;
      InvalidInputException refused =
          assertThrows(InvalidInputException.class, () -> smoothed.certify(off));
      assertTrue(
          refused.getMessage().contains("0.201 at row 1, column 0, channel 0"),
          refused.getMessage());
    }
  }
}
