package org.smoothadv.internal.pickle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pickles that run code in a reader that trusts them, and what is no pickle. */
class MaliciousPickleTest {
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
