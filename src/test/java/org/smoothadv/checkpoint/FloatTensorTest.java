package org.smoothadv.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FloatTensorTest {
  @Test
  void doesNotChangeWithTheArraysGivenOrTaken() {
    float[] given = {1, 2};
    FloatTensor tensor = FloatTensor.of(given, 2);
    given[0] = 9;
    tensor.toArray()[1] = 9;
    assertArrayEquals(new float[] {1, 2}, tensor.toArray());
    assertTrue(tensor.values().isReadOnly());
  }

  @Test
  void refusesShapesThatDoNotFitTheValues() {
    assertThrows(IllegalArgumentException.class, () -> FloatTensor.of(new float[2], 3));
    assertThrows(IllegalArgumentException.class, () -> FloatTensor.of(new float[2], -1, -2));
    assertThrows(IllegalArgumentException.class, () -> FloatTensor.of(new float[2]));
    assertThrows(
        IllegalArgumentException.class, () -> FloatTensor.of(new float[0], 1L << 32, 1L << 32));
  }

  @Test
  void equalityIsThatOfShapeAndValues() {
    FloatTensor tensor = FloatTensor.of(new float[] {0, 1}, 2);
    assertEquals(tensor, FloatTensor.of(new float[] {0, 1}, 2));
    assertEquals(tensor.hashCode(), FloatTensor.of(new float[] {0, 1}, 2).hashCode());
    assertNotEquals(tensor, FloatTensor.of(new float[] {0, 1}, 1, 2));
    assertNotEquals(tensor, FloatTensor.of(new float[] {-0f, 1}, 2));
  }
}
