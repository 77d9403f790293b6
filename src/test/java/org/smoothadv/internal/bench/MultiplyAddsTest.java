package org.smoothadv.internal.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FrozenClassifier;

class MultiplyAddsTest {
  /** Our first convolution has a fourth channel of zeros. */
  @ParameterizedTest
  @CsvSource({"cifar-resnet-8, 16", "resnet18-cifar, 64"})
  void theOperationsOfAGraphAreThoseOfItsLayers(String architecture, long width) {
    Network network = Architectures.named(architecture, 10, 32);
    for (Precision precision : Precision.values()) {
      FrozenClassifier drawn = Votes.drawn(network, precision);
      assertEquals(network.multiplyAdds(), MultiplyAdds.of(drawn));
      assertEquals(network.multiplyAdds() + 32 * 32 * width * 3 * 3, MultiplyAdds.counted(drawn));
    }
  }
}
