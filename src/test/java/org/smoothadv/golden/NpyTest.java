package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;

class NpyTest {
  @TempDir Path folder;

  @Test
  void readsFloatsWithTheirShapeAndRows() throws IOException {
    Npy array = Npy.read(file(NpyBytes.header("<f4", "(2, 1)"), NpyBytes.floats(1.5f, -2)));
    assertEquals(FloatTensor.of(new float[] {1.5f, -2f}, 2, 1), array.floats());
    assertArrayEquals(new double[] {1.5, -2}, array.doubles());
    assertEquals(FloatTensor.of(new float[] {-2f}, 1), array.row(1).floats());
    assertThrows(IndexOutOfBoundsException.class, () -> array.row(2));
    assertThrows(IllegalStateException.class, array::longs);
  }

  @Test
  void readsDoublesVectorsAndIntegerScalars() throws IOException {
    Npy doubles = Npy.read(file(NpyBytes.header("<f8", "(1,)"), NpyBytes.doubles(0.1)));
    assertArrayEquals(new double[] {0.1}, doubles.doubles());
    assertThrows(IllegalStateException.class, doubles::floats);
    Npy scalar = Npy.read(file(NpyBytes.header("<i8", "()"), NpyBytes.longs(-7)));
    assertEquals(List.of(), scalar.shape());
    assertArrayEquals(new long[] {-7}, scalar.longs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }\n",
        "{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }\n",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n",
      })
  void otherTypesOrdersAndLengthsAreRefused(String header) throws IOException {
    Path file = file(header, new byte[8]);
    IOException refused = assertThrows(IOException.class, () -> Npy.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
  }

  @Test
  void otherFormatsAndTruncationsAreRefused() throws IOException {
    Path file = file(NpyBytes.header("<f4", "(2,)"), new byte[8]);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(IOException.class, () -> Npy.read(file));
    }
    whole[6] = 2;
    Files.write(file, whole);
    assertThrows(IOException.class, () -> Npy.read(file));
  }

  private Path file(String header, byte[] data) throws IOException {
    return Files.write(folder.resolve("array.npy"), NpyBytes.of(header, data));
  }
}
