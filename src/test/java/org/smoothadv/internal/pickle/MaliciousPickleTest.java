package org.smoothadv.internal.pickle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NumpyPickle that run code or fill the memory of a reader that trusts them. */
class MaliciousPickleTest {
  private static final int LARGE = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "os, system",
    "nt, system",
    "subprocess, Popen",
    "builtins, eval",
    "builtins, exec",
    "builtins, getattr",
    "builtins, open",
    "__builtin__, eval",
    "__builtin__, file",
    "importlib, import_module",
    "torch.storage, _load_from_bytes",
    "torch, load",
    "torch.hub, load",
    "numpy, load",
    "numpy.core.multiarray, fromfile",
    "numpy.testing._private.utils, runstring",
    "operator, attrgetter",
    "functools, partial",
    "copyreg, _reconstructor",
    "_codecs, decode",
    "collections, OrderedDict.fromkeys",
    "collections.OrderedDict, __reduce__",
  })
  void whatIsNotInTheTableIsRefusedByName(String module, String name) {
    String command = "touch /tmp/never";
    Pickled.assertRefused(
        new PickleWriter().protocol(2).global(module, name).text(command).raw("\u0085R").stop(),
        "byte 2 (GLOBAL)",
        "'" + module + "." + name + "' is not allowed");
    Pickled.assertRefused(
        new PickleWriter().protocol(4).text(module).text(name).raw("\u0093N\u0085R").stop(),
        "(STACK_GLOBAL)",
        "'" + module + "." + name + "' is not allowed");
    Pickled.assertRefused(
        new PickleWriter().mark().text(command).raw("i" + module + "\n" + name + "\n").stop(),
        "(INST)",
        "'" + module + "." + name + "' is not allowed");
  }

  @Test
  void opcodesThatMakeObjectsOfAnyClassAreRefused() {
    PickleWriter dictionary = new PickleWriter().global("collections", "OrderedDict");
    Pickled.assertRefused(new PickleWriter().raw("(N").raw("o").stop(), "(OBJ)");
    Pickled.assertRefused(dictionary.raw(")}\u0092").stop(), "(NEWOBJ_EX)");
    Pickled.assertRefused(new PickleWriter().op(0x82, 1).stop(), "(EXT1)");
    Pickled.assertRefused(new PickleWriter().op(0x83, 1, 1).stop(), "(EXT2)");
    Pickled.assertRefused(new PickleWriter().op(0x84, 1, 1, 1, 1).stop(), "(EXT4)");
    Pickled.assertRefused(new PickleWriter().raw("Pid\n").stop(), "(PERSID)");
    Pickled.assertRefused(new PickleWriter().text("id").raw("Q").stop(), "(BINPERSID)");
    Pickled.assertRefused(new PickleWriter().op(0x97).stop(), "(NEXT_BUFFER)");
  }

  @Test
  void onlyConstructorsAreCalled() {
    String[] callees = {"N", "K\1", "]", "}", "cnumpy\nndarray\n", "Vposix.system\n"};
    for (String callee : callees) {
      Pickled.assertRefused(
          new PickleWriter().raw(callee + ")R").stop(), "(REDUCE)", "not a constructor");
      Pickled.assertRefused(
          new PickleWriter().raw(callee + ")\u0081").stop(), "(NEWOBJ)", "not a constructor");
    }
    Pickled.assertRefused(
        new PickleWriter().global("collections", "OrderedDict").raw("NR").stop(), "not a tuple");
  }

  @Test
  void stateIsGivenOnlyToWhatTakesIt() {
    PickleWriter state = new PickleWriter().raw("}").text("__setstate__");
    Pickled.assertRefused(state.raw("NsN").raw("b").stop(), "(BUILD)");
    Pickled.assertRefused(new PickleWriter().raw("K\1}b").stop(), "(BUILD)");
    Pickled.assertRefused(
        new PickleWriter().global("collections", "OrderedDict").raw("}b").stop(), "(BUILD)");
    Pickled.assertRefused(
        new PickleWriter().global("numpy", "dtype").text("u1").raw("\u0085R}b").stop(), "(BUILD)");
  }

  @Test
  void argumentsThatWouldMakeSomethingElseAreRefused() {
    // bytearray(10**9) is a gigabyte of zeros; encode('zip') would unpack.
    Pickled.assertRefused(
        new PickleWriter()
            .global("builtins", "bytearray")
            .whole(1_000_000_000)
            .raw("\u0085R")
            .stop(),
        "(REDUCE)");
    Pickled.assertRefused(
        new PickleWriter().global("_codecs", "encode").text("x").text("zip").raw("\u0086R").stop(),
        "_codecs.encode");
    Pickled.assertRefused(
        new PickleWriter()
            .global("_codecs", "encode")
            .text("☃")
            .text("latin1")
            .raw("\u0086R")
            .stop(),
        "other characters");
  }

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

  @Test
  void theStackHasAnEnd() {
    String[] pickles = {
      "", "0", "1", "t", "e", "a", "]a", "u", "s", "}Ns", "(a", "K\1(\u0085", "R"
    };
    for (String pickle : pickles) {
      Pickled.assertRefused(new PickleWriter().raw(pickle).stop());
    }
    Pickled.assertRefused(new PickleWriter().raw("K\1(Na").stop(), "(APPEND)");
    Pickled.assertRefused(new PickleWriter().raw(")Na").stop(), "not a list");
    Pickled.assertRefused(new PickleWriter().raw("}(Nu").stop(), "no value");
  }

  @Test
  void badTextsAndNumbersAreRefused() {
    String[] pickles = {
      "Ix\n",
      "I" + "9".repeat(2000) + "\n",
      "Lx\n",
      "F1d\n",
      "F0x1p3\n",
      "F\n",
      "Snoquotes\n",
      "S'\\q'\n",
      "S'\\x4'\n",
      "S'\\\n",
      "V\\u12\n",
      "V\\U00ffffff\n",
      "V\\Uffffffff\n",
      "g99999999999\n",
    };
    for (String pickle : pickles) {
      Pickled.assertRefused(new PickleWriter().raw(pickle).stop());
    }
    Pickled.assertRefused(new PickleWriter().op('X').i4(1).op(0xff).stop(), "UTF-8");
    Pickled.assertRefused(new PickleWriter().protocol(6).raw("N").stop(), "protocol 6");
  }

  @Test
  void namesCannotActOnTheTerminal() {
    String name = "\u001b[2Jevil\u202e\u0007" + "x".repeat(500);
    byte[] pickle = new PickleWriter().text("m").text(name).raw("\u0093").stop();
    Pickled.assertRefused(pickle, "'m.\\u{1b}[2Jevil\\u{202e}\\u{7}xxx", "' ...");
    assertTrue(name.length() > 500);
  }

  @Test
  void otherFilesAreNoPickles() {
    Pickled.assertRefused("<!DOCTYPE html>".getBytes(UTF_8), "is it a pickle?");
    Pickled.assertRefused("idx\tlabel\n".getBytes(UTF_8), "is it a pickle?");
    Pickled.assertRefused(new byte[0], "byte 0");
  }
}
