package org.smoothadv.internal.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pickles that fill the memory or take the time of a reader that trusts them. */
class CostlyPickleTest {
  private static final int LARGE = 1 << 20;

  @Test
  void announcedLengthsAreComparedWithTheFileFirst() {
    Pickled.assertRefused(new PickleWriter().op('B').i4(-1).stop(), "4294967295 bytes", "1 left");
    Pickled.assertRefused(new PickleWriter().op('T').i4(-1).stop(), "(BINSTRING)");
    Pickled.assertRefused(new PickleWriter().op('X').i4(Integer.MAX_VALUE).stop(), "2147483647");
    for (int code : new int[] {0x8d, 0x8e, 0x96, 0x95}) {
      Pickled.assertRefused(new PickleWriter().op(code).i8(Long.MAX_VALUE).stop(), "left");
      Pickled.assertRefused(new PickleWriter().op(code).i8(-1).stop(), "left");
    }
    Pickled.assertRefused(new PickleWriter().op(0x8b).i4(Integer.MAX_VALUE).stop(), "(LONG4)");
    Pickled.assertRefused(new PickleWriter().op(0x8b).i4(-1).stop(), "(LONG4)");
  }

  @Test
  void memoNumbersBeyondTheFileAreRefused() {
    Pickled.assertRefused(new PickleWriter().raw("N").op('r').i4(-1).stop(), "4294967295");
    Pickled.assertRefused(new PickleWriter().raw("Np1000000000\n").stop(), "1000000000");
    Pickled.assertRefused(new PickleWriter().raw("Np-1\n").stop(), "'-1'");
    Pickled.assertRefused(new PickleWriter().raw("h\0").stop(), "never set");
    Pickled.assertRefused(new PickleWriter().op('j').i4(-1).stop(), "never set");
  }

  @Test
  void aTextIsNotCopiedOverAndOver() {
    PickleWriter writer = new PickleWriter().global("_codecs", "encode").raw("q\0");
    writer.text("x".repeat(LARGE)).raw("q\1").text("latin1").raw("q\2");
    for (int i = 0; i < 10; i++) {
      writer.raw("h\0h\1h\2\u0086R");
    }
    Pickled.assertRefused(writer.stop(), "(REDUCE)", "beyond its own size");
  }

  @Test
  void containersAreCounted() {
    Pickled.assertRefused(new PickleWriter().raw("]".repeat(1_000_001)).stop(), "1,000,000");
    Pickled.assertRefused(
        new PickleWriter().raw("N" + "\u0085".repeat(1_000_001)).stop(), "1,000,000");
  }

  /** A billion laughs: each list holds the one before ten times. They share, so nothing grows. */
  @Test
  void sharedListsTakeNoMoreThanTheFile() throws IOException {
    PickleWriter writer = new PickleWriter().raw("]");
    for (int i = 0; i < 100; i++) {
      writer.op('q', i).raw("](").raw(("h" + (char) i).repeat(10)).raw("e");
    }
    assertEquals(10, ((List<?>) Pickled.read(writer.stop())).size());
  }

  @Test
  void deepNestingIsNoRecursion() throws IOException {
    byte[] pickle = new PickleWriter().raw("N" + "\u0085".repeat(500_000)).stop();
    Object value = Pickled.read(pickle);
    int depth = 0;
    while (value instanceof List<?> list) {
      value = list.get(0);
      depth++;
    }
    assertEquals(500_000, depth);
  }

  @Test
  void containersAreNoKeys() {
    Pickled.assertRefused(new PickleWriter().raw("]q\0h\0a}h\0Ns").stop(), "(SETITEM)", "key");
    Pickled.assertRefused(new PickleWriter().raw("}}Ns").stop(), "(SETITEM)", "key");
  }

  /** A tuple that holds one twice, which holds one twice, and so on: its hash would never end. */
  @Test
  void tuplesAreKeysWithoutAHashOfTheirOwn() throws IOException {
    PickleWriter writer = new PickleWriter().raw("})");
    for (int i = 0; i < 100; i++) {
      writer.raw("2\u0086");
    }
    assertEquals(1, ((Map<?, ?>) Pickled.read(writer.raw("Ns").stop())).size());
  }

  /** Cutting the zeros off with a regular expression took time with the square of the length. */
  @Test
  void aTextOfZerosIsReadAtOnce() {
    PickleWriter scalar = new PickleWriter().global("numpy.core.multiarray", "scalar");
    scalar.global("numpy", "dtype").text("S50000").raw("\u0089\u0088\u0087R");
    byte[] pickle = scalar.bytes(zerosBeforeAnX(50_000)).raw("\u0086R").stop();
    assertTimeout(
        Duration.ofSeconds(1),
        () -> assertEquals(50_000, ((String) Pickled.read(pickle)).length()));
  }

  /** Each call of a few bytes would work on all that one mention brings. */
  @Test
  void whatIsMentionedOftenIsNotWorkedOnEachTime() {
    PickleWriter scalars = new PickleWriter().global("numpy.core.multiarray", "scalar").raw("q\0");
    scalars.global("numpy", "dtype").text("S500000").raw("\u0089\u0088\u0087Rq\1");
    scalars.bytes(zerosBeforeAnX(500_000)).raw("q\2").raw("h\0h\1h\2\u0086R".repeat(10_000));
    assertRefusedAtOnce(scalars.stop(), "beyond its own size");

    PickleWriter pairs = new PickleWriter().global("collections", "OrderedDict").raw("q\0](");
    pairs.raw("K\0N\u0086".repeat(100_000)).raw("e\u0085q\1");
    assertRefusedAtOnce(pairs.raw("h\0h\1R".repeat(100_000)).stop(), "beyond its own size");

    String name = "x".repeat(500_000);
    PickleWriter names = new PickleWriter().text(name).raw("q\0").text("y").raw("q\1");
    assertRefusedAtOnce(names.raw("h\0h\1\u0093".repeat(10_000)).stop(), "a name of 500,000");

    PickleWriter sizes = new PickleWriter().mark().raw("K\1".repeat(100_000)).raw("tq\0");
    sizes.global("numpy.core.numeric", "_frombuffer").raw("q\1").bytes((byte) 0).raw("q\2");
    sizes.global("numpy", "dtype").text("u1").raw("\u0089\u0088\u0087Rq\3");
    sizes.raw("h\1(h\2h\3h\0U\1CtR".repeat(100_000));
    assertRefusedAtOnce(sizes.stop(), "100,000 dimensions");
  }

  @Test
  void aLongTypeIsRefusedAtOnce() {
    PickleWriter dtype = new PickleWriter().global("numpy", "dtype").text("<".repeat(1_000_000));
    assertRefusedAtOnce(dtype.raw("\u0085R").stop(), "arrays of type");
  }

  /** Bytes are no opcodes: numbers in their proportion would make a large table. */
  @Test
  void memoNumbersAreInProportionToTheOpcodes() {
    PickleWriter writer = new PickleWriter().bytes(new byte[1_000_000]).raw("p900000\n");
    Pickled.assertRefused(writer.stop(), "memo number 900000");
  }

  private static void assertRefusedAtOnce(byte[] pickle, String... words) {
    assertTimeoutPreemptively(Duration.ofSeconds(1), () -> Pickled.assertRefused(pickle, words));
  }

  private static byte[] zerosBeforeAnX(int length) {
    byte[] bytes = new byte[length];
    bytes[length - 1] = 'x';
    return bytes;
  }
}
