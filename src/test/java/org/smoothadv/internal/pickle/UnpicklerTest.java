package org.smoothadv.internal.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.numpy.NdArray;

class UnpicklerTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void readsWhatPythonWritesInEveryProtocol(int protocol) throws IOException {
    Map<?, ?> object = (Map<?, ?>) Pickled.read(PythonPickles.ofProtocol(protocol));
    assertEquals(
        List.of("data", "fortran", "numbers", "text", "bytes", "again"),
        new ArrayList<>(object.keySet()));
    assertArray("uint8", new long[] {0, 1, 2, 3, 4, 5}, object.get("data"));
    assertArray("int32", new long[] {0, 1, 2, 3, 4, 5}, object.get("fortran"));
    assertEquals(
        Arrays.asList(
            255L,
            65535L,
            -1L,
            1L << 40,
            BigInteger.ONE.shiftLeft(70).negate(),
            true,
            null,
            1.5,
            0.25),
        object.get("numbers"));
    assertSame(object.get("numbers"), object.get("again"));
    assertEquals("Zü\\\n☃😀", object.get("text"));
    assertEquals(
        List.of(ByteBuffer.wrap(new byte[] {0, -1}), ByteBuffer.allocate(0), List.of()),
        object.get("bytes"));
  }

  private static void assertArray(String type, long[] values, Object array) {
    NdArray read = (NdArray) array;
    assertEquals(type, read.dtype().toString());
    assertEquals(List.of(2, 3), read.shape());
    assertArrayEquals(values, read.toLongs());
  }

  /** As the pickle module of Python 2.7 writes {'k': 'a\x00b', 1: [2L, 0.1, True]}. */
  @Test
  void readsPythonTwo() throws IOException {
    String pickle = "(dp0\nS'k'\np1\nS'a\\x00\\'b'\np2\nsI1\n(lp3\nL2L\naF0.1\naI01\nas.";
    assertEquals(
        Map.of("k", "a\0'b", 1L, List.of(2L, 0.1, true)),
        Pickled.read(new PickleWriter().raw(pickle).stop()));
    byte[] binary =
        new PickleWriter().protocol(2).raw("}q\1(U\1kq\2T\3\0\0\0a\0b").raw("q\3u").stop();
    assertEquals(Map.of("k", "a\0b"), Pickled.read(binary));
  }

  /** The elements of an array are such a string in Python 2. */
  @Test
  void longStringsOfPythonTwoAreBytes() throws IOException {
    byte[] elements = new byte[FileBytes.MAX_READ + 1];
    elements[1] = -1;
    PickleWriter writer = new PickleWriter().op('T').i4(elements.length);
    byte[] start = writer.toByteArray();
    byte[] pickle = Arrays.copyOf(start, start.length + elements.length + 1);
    System.arraycopy(elements, 0, pickle, start.length, elements.length);
    pickle[pickle.length - 1] = '.';
    assertEquals(ByteBuffer.wrap(elements), Pickled.read(pickle));
  }

  @Test
  void aListMayHoldItself() throws IOException {
    List<?> list = (List<?>) Pickled.read(new PickleWriter().raw("]q\0h\0a").stop());
    assertEquals(1, list.size());
    assertSame(list, list.get(0));
  }

  @Test
  void bytesAreTextsAsKeys() throws IOException {
    byte[] pickle = new PickleWriter().op('}').bytes((byte) 'k').whole(1).op('s').stop();
    assertEquals(Map.of("k", 1L), Pickled.read(pickle));
  }

  @Test
  void popDupAndMarksWorkAsInPython() throws IOException {
    String pickle = "K\1K\2" + "0" + "2" + "\u0086" + "(K\7K\u0008" + "1" + "(0";
    assertEquals(List.of(1L, 1L), Pickled.read(new PickleWriter().raw(pickle).stop()));
    assertNull(Pickled.read(new PickleWriter().op('N').stop()));
  }

  @Test
  void attributesOfAnOrderedDictionaryAreLeftOut() throws IOException {
    byte[] pickle =
        new PickleWriter()
            .global("collections", "OrderedDict")
            .raw(")R}")
            .text("_metadata")
            .raw("}sb")
            .stop();
    assertEquals(Map.of(), Pickled.read(pickle));
  }

  @Test
  void theInputIsLeftBehindThePickle() throws IOException {
    byte[] two = new PickleWriter().raw("K\1.K\2").stop();
    PickleInput input = new PickleInput(ByteSource.of(two), "two");
    Unpickler unpickler = new Unpickler(GlobalTable.of(Map.of()));
    assertEquals(1L, unpickler.read(input));
    assertEquals(3, input.position());
    assertEquals(2L, unpickler.read(input));
  }
}
