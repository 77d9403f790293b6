package org.smoothadv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;

class CheckpointTest {
  @Test
  void digestDependsOnNamesShapesAndValuesOnly() {
    String digest = checkpoint(3, "a", FloatTensor.of(new float[] {1, 2}, 2)).digest();
    assertEquals(64, digest.length());
    assertEquals(digest, checkpoint(9, "a", FloatTensor.of(new float[] {1, 2}, 2)).digest());
    assertNotEquals(digest, checkpoint(3, "b", FloatTensor.of(new float[] {1, 2}, 2)).digest());
    assertNotEquals(digest, checkpoint(3, "a", FloatTensor.of(new float[] {1, 2}, 1, 2)).digest());
    assertNotEquals(digest, checkpoint(3, "a", FloatTensor.of(new float[] {1, 3}, 2)).digest());
  }

  @Test
  void digestDoesNotDependOnTheOrderOfTheMap() {
    FloatTensor one = FloatTensor.of(new float[] {1}, 1);
    FloatTensor two = FloatTensor.of(new float[] {2}, 1);
    Map<String, FloatTensor> forth = new LinkedHashMap<>();
    forth.put("a", one);
    forth.put("b", two);
    Map<String, FloatTensor> back = new LinkedHashMap<>();
    back.put("b", two);
    back.put("a", one);
    assertEquals(new Checkpoint(1, forth).digest(), new Checkpoint(1, back).digest());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void namesATensorThatIsNotFinite(float value) {
    FloatTensor good = FloatTensor.of(new float[] {Float.MAX_VALUE, -0f}, 2);
    assertEquals(Optional.empty(), checkpoint(1, "fc.bias", good).firstNotFinite());
    FloatTensor bad = FloatTensor.of(new float[] {0, value}, 2);
    assertEquals(Optional.of("fc.bias"), checkpoint(1, "fc.bias", bad).firstNotFinite());
  }

  private static Checkpoint checkpoint(int epochs, String name, FloatTensor tensor) {
    return new Checkpoint(epochs, Map.of(name, tensor));
  }
}
