package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;

class InitialStateTest {
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);
  private static final Map<String, FloatTensor> STATE = InitialState.draw(NETWORK, 5);

  @Test
  void seedDecidesTheState() {
    assertEquals(STATE, InitialState.draw(NETWORK, 5));
    Map<String, FloatTensor> other = InitialState.draw(NETWORK, 6);
    assertNotEquals(STATE.get("conv1.weight"), other.get("conv1.weight"));
    assertNotEquals(STATE.get("fc.bias"), other.get("fc.bias"));
  }

  @Test
  void parametersOfOneShapeAreDrawnApart() {
    assertNotEquals(STATE.get("layer1.0.conv1.weight"), STATE.get("layer1.0.conv2.weight"));
  }

  @Test
  void momentumStartsAtZeroForEveryTrainedParameter() {
    NETWORK
        .parameters()
        .forEach(
            parameter -> {
              FloatTensor momentum = STATE.get("momentum/" + parameter.name());
              assertEquals(parameter.trainable(), momentum != null, parameter.name());
              if (momentum != null) {
                assertEquals(parameter.shape(), momentum.shape());
                assertEquals(
                    FloatTensor.of(new float[momentum.size()], parameter.dimensions()), momentum);
              }
            });
  }

  @Test
  void batchNormalisationStartsAsTheIdentity() {
    assertAll("bn1.weight", 1);
    assertAll("bn1.bias", 0);
    assertAll("bn1.running_mean", 0);
    assertAll("bn1.running_var", 1);
  }

  private static void assertAll(String name, float expected) {
    for (float value : STATE.get(name).toArray()) {
      assertEquals(expected, value, name);
    }
    assertTrue(STATE.get(name).size() > 0);
  }
}
