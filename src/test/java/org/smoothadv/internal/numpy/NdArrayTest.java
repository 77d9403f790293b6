package org.smoothadv.internal.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.pickle.PickleWriter;
import org.smoothadv.internal.pickle.Pickled;

class NdArrayTest {
  @TempDir Path folder;

  @Test
  void fortranOrderIsTurnedIntoCOrder() {
    // numpy.asfortranarray(numpy.arange(12, dtype='u1').reshape(2, 3, 2)).tobytes('F')
    byte[] data = {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11};
    NdArray array = new NdArray(Dtype.parse("u1"), List.of(2, 3, 2), true, ByteBuffer.wrap(data));
    assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, array.toLongs());
    assertEquals(12, array.size());
  }

  @ParameterizedTest
  @CsvSource({
    "u1, 128",
    "i1, -128",
    "<u2, 384",
    ">u2, 32769",
    "<i2, 384",
    ">i2, -32767",
    "b1, 128",
  })
  void wholeNumbersHaveTheirSignAndByteOrder(String code, long first) {
    Dtype dtype = Dtype.parse(code);
    byte[] data = {(byte) 0x80, 1};
    ByteBuffer one = ByteBuffer.wrap(data).slice(0, dtype.itemSize());
    assertArrayEquals(new long[] {first}, new NdArray(dtype, List.of(), false, one).toLongs());
  }

  @Test
  void numbersOfOtherKindsAreNotTakenForWholeOnes() {
    NdArray real = new NdArray(Dtype.parse("f4"), List.of(1), false, ByteBuffer.allocate(4));
    assertThrows(IllegalArgumentException.class, real::toLongs);
    byte[] high = {0, 0, 0, 0, 0, 0, 0, -128};
    NdArray beyond = new NdArray(Dtype.parse("u8"), List.of(1), false, ByteBuffer.wrap(high));
    assertThrows(IllegalArgumentException.class, beyond::toLongs);
  }

  @Test
  void halfPrecisionIsExact() {
    // numpy.array([1.5, -2, 2**-24, 65504, inf], 'f2').view('u2')
    short[] bits = {0x3e00, (short) 0xc000, 1, 0x7bff, 0x7c00};
    float[] values = {1.5f, -2, 0x1p-24f, 65504, Float.POSITIVE_INFINITY};
    for (int i = 0; i < bits.length; i++) {
      assertEquals(values[i], HalfFloats.fromBinary16(bits[i]));
    }
    assertTrue(Float.isNaN(HalfFloats.fromBinary16((short) 0x7c01)));
    assertEquals(-1.5f, HalfFloats.fromBfloat16((short) 0xbfc0));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 2, 3, elements of another length",
    "6, -2, -3, negative dimensions",
    "0, 2147483647, 2147483647, a product beyond the range of int",
    "0, 65536, 65536, a product that wraps to zero",
  })
  void dataMustFitTheShape(int bytes, long rows, long columns, String why) {
    Pickled.assertRefused(array(bytes, rows, columns), "array");
  }

  private static byte[] array(int bytes, long rows, long columns) {
    return new PickleWriter()
        .protocol(2)
        .global("numpy.core.multiarray", "_reconstruct")
        .global("numpy", "ndarray")
        .wholes(0)
        .bytes((byte) 'b')
        .raw("\u0087R")
        .mark()
        .whole(1)
        .wholes(rows, columns)
        .global("numpy", "dtype")
        .text("u1")
        .raw("K\0K\1\u0087R")
        .raw("\u0089")
        .bytes(new byte[bytes])
        .raw("tb")
        .stop();
  }

  @Test
  void recordsAndObjectsAreRefused() {
    for (String type : List.of("O8", "V4", "M8", "x", "u3", "S0", "")) {
      byte[] pickle =
          new PickleWriter().global("numpy", "dtype").text(type).raw("K\0K\1\u0087R").stop();
      Pickled.assertRefused(pickle, "REDUCE", "'" + type + "'");
    }
  }

  /** 3 GB, of which the disk holds a few blocks and memory nothing. */
  @Test
  void longArraysStayInTheFileWhereverTheyLie() throws IOException {
    Path file = folder.resolve("large.pkl");
    int rows = 500_000;
    int bytes = rows * 3072;
    byte[] last = new PickleWriter().text("data").toByteArray();
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(new PickleWriter().protocol(4).op('}').op(0x8e).i8(bytes).toByteArray());
      out.seek(out.getFilePointer() + bytes);
      out.write(new PickleWriter().op('0').raw("").toByteArray());
      out.write(last);
      byte[] head = array(0, rows, 3072);
      int emptyBytes = head.length - "B\0\0\0\0tb.".length();
      out.write(head, 2, emptyBytes - 2);
      out.write(new PickleWriter().op(0x8e).i8(bytes).toByteArray());
      out.write(7);
      out.seek(out.getFilePointer() + bytes - 2);
      out.write(9);
      out.write(new PickleWriter().raw("tbs.").toByteArray());
    }
    assertTrue(Files.size(file) > 3_000_000_000L);
    NdArray array = (NdArray) ((Map<?, ?>) NumpyPickle.read(file)).get("data");
    assertEquals(List.of(rows, 3072), array.shape());
    assertTrue(array.inCOrder().isDirect());
    assertEquals(7, array.inCOrder().get(0));
    assertEquals(9, array.inCOrder().get(bytes - 1));
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    for (Path path : List.of(folder, folder.resolve("none.pkl"))) {
      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> NumpyPickle.read(path));
      assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
    }
  }
}
