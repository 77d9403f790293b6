package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.device.Machine;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/** What the check lets pass, and faults of the kinds that processors had. */
class ArithmeticCheckTest {
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);

  @ParameterizedTest
  @CsvSource({
    "cifar-resnet-20, 10, 32, FLOAT32",
    "cifar-resnet-20, 10, 32, BFLOAT16",
    "cifar-resnet-8, 2, 28, FLOAT32",
    "cifar-resnet-8, 2, 28, BFLOAT16",
    "resnet50, 1000, 224, FLOAT32",
    "resnet50, 1000, 224, BFLOAT16",
  })
  void networksOfThisProgramAreComputedRightlyHere(
      String name, int classes, int size, Precision precision) {
    Network network = Architectures.named(name, classes, size);
    assertDoesNotThrow(() -> ArithmeticCheck.require(network, precision, true, Machine.current()));
  }

  /** Layers of which one thing is computed otherwise. */
  private static class Faulty implements Layers<TFloat32> {
    private final InferenceLayers<TFloat32> right;

    Faulty(ArithmeticCheck.Weights weights) {
      right = InferenceLayers.of(weights.tf(), TFloat32.class, weights.folded());
    }

    @Override
    public Ops tf() {
      return right.tf();
    }

    @Override
    public Faulty in(String scope) {
      return this;
    }

    @Override
    public Operand<TFloat32> stem(Convolution convolution, Operand<TFloat32> images) {
      return right.stem(convolution, images);
    }

    @Override
    public Operand<TFloat32> convolution(Convolution convolution, Operand<TFloat32> x) {
      return right.convolution(convolution, x);
    }

    @Override
    public Operand<TFloat32> batchNorm(BatchNorm normalization, Operand<TFloat32> x) {
      return right.batchNorm(normalization, x);
    }

    @Override
    public Operand<TFloat32> linear(Linear linear, Operand<TFloat32> x) {
      return right.linear(linear, x);
    }
  }

  private static final class LosesAChannel extends Faulty {
    LosesAChannel(ArithmeticCheck.Weights weights) {
      super(weights);
    }

    @Override
    public Operand<TFloat32> stem(Convolution convolution, Operand<TFloat32> images) {
      return super.stem(convolution, tf().math.mul(images, tf().constant(new float[] {1, 1, 0})));
    }
  }

  private static final class LosesAGradient extends Faulty {
    LosesAGradient(ArithmeticCheck.Weights weights) {
      super(weights);
    }

    @Override
    public Operand<TFloat32> convolution(Convolution convolution, Operand<TFloat32> x) {
      Operand<TFloat32> half = tf().math.mul(x, tf().constant(0.5f));
      return super.convolution(convolution, tf().math.add(half, tf().stopGradient(half)));
    }
  }

  private static final class PadsOneSide extends Faulty {
    PadsOneSide(ArithmeticCheck.Weights weights) {
      super(weights);
    }

    @Override
    public Operand<TFloat32> convolution(Convolution c, Operand<TFloat32> x) {
      Operand<TFloat32> moved =
          tf().roll(x, tf().constant(new int[] {1, 1}), tf().constant(new int[] {1, 2}));
      return super.convolution(c, c.stride() == 1 ? x : moved);
    }
  }

  private static final class LosesAShift extends Faulty {
    LosesAShift(ArithmeticCheck.Weights weights) {
      super(weights);
    }

    @Override
    public Operand<TFloat32> batchNorm(BatchNorm normalization, Operand<TFloat32> x) {
      Operand<TFloat32> zeros = tf().math.sub(x, x);
      return tf().math
          .sub(super.batchNorm(normalization, x), super.batchNorm(normalization, zeros));
    }
  }

  private static final class RoundsToBfloat16 extends Faulty {
    RoundsToBfloat16(ArithmeticCheck.Weights weights) {
      super(weights);
    }

    @Override
    public Operand<TFloat32> linear(Linear linear, Operand<TFloat32> x) {
      Operand<TBfloat16> rounded = tf().dtypes.cast(x, TBfloat16.class);
      return super.linear(linear, tf().dtypes.cast(rounded, TFloat32.class));
    }
  }

  @Test
  void aConvolutionThatLosesAChannelIsFound() {
    assertFound(LosesAChannel::new, "a convolution of 3x3 from 3 to 16 channels at stride 1");
  }

  @Test
  void aWrongGradientIsFound() {
    assertFound(LosesAGradient::new, "the gradient of a convolution of 3x3 from 16 to 16");
  }

  @Test
  void aConvolutionThatIsMovedIsFound() {
    assertFound(PadsOneSide::new, "a convolution of 3x3 from 16 to 32 channels at stride 2");
  }

  @Test
  void float32ThatIsRoundedIsFound() {
    assertFound(RoundsToBfloat16::new, "a product of 64 terms in float32 wrongly: off by 0.00");
  }

  @Test
  void aBatchNormalisationOnItsOwnThatLosesItsShiftIsFound() {
    Network dense = Architectures.named("densenet-7", 10, 32);
    assertFound(dense, LosesAShift::new, "a scale and a shift of 16 channels in float32 wrongly");
  }

  private static void assertFound(
      Function<ArithmeticCheck.Weights, Layers<TFloat32>> layers, String words) {
    assertFound(NETWORK, layers, words);
  }

  private static void assertFound(
      Network network, Function<ArithmeticCheck.Weights, Layers<TFloat32>> layers, String words) {
    ArithmeticCheck<TFloat32> check =
        new ArithmeticCheck<>(
            network, Precision.FLOAT32, TFloat32.class, true, Machine.current(), layers);
    String message = assertThrows(WrongArithmeticException.class, check::run).getMessage();
    assertTrue(message.contains(words), message);
  }
}
