package org.smoothadv.internal.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;

/** The headers are those that NumPy 2.4 writes. */
class NpyTest {
  /** {@code numpy.save} of {@code int16([[1, 2], [3, 4]])}. */
  private static final String INT16 =
      "\u0093NUMPY\1\0v\0{'descr': '<i2', 'fortran_order': False, 'shape': (2, 2), }"
          + " ".repeat(58)
          + "\n\1\0\2\0\3\0\4\0";

  @TempDir Path folder;

  @Test
  void readsAndWritesTheBytesOfNumPy() throws IOException {
    NdArray array = Npy.read(file(INT16));
    assertEquals("array of int16 [2, 2]", array.toString());
    assertArrayEquals(new long[] {1, 2, 3, 4}, array.toLongs());
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Npy.write(written, array);
    assertEquals(INT16, written.toString(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          {'descr': '>i2', 'fortran_order': False, 'shape': (2, 2), } ; 256 512 768 1024
          {'descr': '<i2', 'fortran_order': True, 'shape': (2, 2), }  ; 1 3 2 4
          {'descr': '|u1', 'fortran_order': False, 'shape': (8,), }   ; 1 0 2 0 3 0 4 0
          {'descr': '|i1', 'fortran_order': False, 'shape': (2L, 4L)} ; 1 0 2 0 3 0 4 0
          {'descr': '<i8', 'fortran_order': False, 'shape': (), }     ; 1125912791875585
          """)
  void readsTypesAndOrders(String header, String values) throws IOException {
    NdArray array = Npy.read(file(v1(header) + "\1\0\2\0\3\0\4\0"));
    long[] expected = Arrays.stream(values.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    assertArrayEquals(expected, array.toLongs());
  }

  @Test
  void readsFloatsOfBothOrders() throws IOException {
    String header = "{'descr': '%sf4', 'fortran_order': False, 'shape': (1,), }\n";
    assertEquals(1.5f, Npy.read(file(v1(header.formatted("<")) + "\0\0À?")).data().getFloat());
    assertEquals(1.5f, Npy.read(file(v1(header.formatted(">")) + "?À\0\0")).data().getFloat());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void readsLaterFormats(int version) throws IOException {
    String text = INT16.substring(10);
    String header = "\u0093NUMPY" + (char) version + "\0" + INT16.substring(8, 10) + "\0\0";
    assertArrayEquals(new long[] {1, 2, 3, 4}, Npy.read(file(header + text)).toLongs());
  }

  @Test
  void readsAnArrayWithoutElements() throws IOException {
    NdArray array =
        Npy.read(file(v1("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }\n")));
    assertEquals(List.of(0, 3), array.shape());
    assertEquals(ByteBuffer.allocate(0), array.data());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          {'descr': '|O', 'fortran_order': False, 'shape': (1,), }             ; '|O' are not read
          {'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2,), }   ; records are not read
          {'descr': '<c8', 'fortran_order': False, 'shape': (1,), }            ; '<c8' are not read
          {'descr': '<i2', 'fortran_order': False, 'shape': (-4,), }           ; not as NumPy writes it
          {'descr': '<i2', 'shape': (4,), }                                    ; not as NumPy writes it
          {'descr': '<i2', 'fortran_order': False, 'shape': (4, ; not as NumPy writes it
          {'descr': '<i2', 'fortran_order': False, 'shape': (5,), }            ; cut short: 78 bytes expected, 76 found
          {'descr': '<i2', 'fortran_order': False, 'shape': (3,), }            ; ends at byte 74 of 76
          {'descr': '<i2', 'fortran_order': False, 'shape': (2000000000,), }   ; more than 2,147,483,639 bytes
          {'descr': '<i2', 'fortran_order': False, 'shape': (99999999999,), }  ; out of range
          {'descr': '<i2', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000), } ; more than
          """)
  void refusesOtherContent(String header, String complaint) throws IOException {
    String padded = header + " ".repeat(Math.max(0, 57 - header.length())) + "\n";
    assertRefused(v1(padded) + "\1\0\2\0\3\0\4\0", complaint);
  }

  @Test
  void refusesOtherFiles() throws IOException {
    assertRefused("\u0093NUMPX" + INT16.substring(6), "does not begin with \\x93NUMPY");
    assertRefused("\u0093NUMPY\4" + INT16.substring(7), "format 4 of NumPy; 1, 2 and 3 are read");
    assertRefused("\u0093NUMPY\2\0ÿÿÿÿ", "a header of 4,294,967,295 bytes");
    for (int length = 0; length < INT16.length(); length++) {
      assertRefused(INT16.substring(0, length), "cut short");
    }
    Path missing = folder.resolve("missing.npy");
    assertThrows(InvalidInputException.class, () -> Npy.read(missing));
  }

  private static String v1(String header) {
    return "\u0093NUMPY\1\0" + (char) header.length() + "\0" + header;
  }

  private void assertRefused(String content, String complaint) throws IOException {
    Path file = file(content);
    var refused = assertThrows(InvalidInputException.class, () -> Npy.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(complaint), refused.getMessage());
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("array.npy"), content, StandardCharsets.ISO_8859_1);
  }
}
