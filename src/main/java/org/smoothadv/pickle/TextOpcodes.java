package org.smoothadv.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Texts and bytes. */
final class TextOpcodes {
  /** How a length is written. */
  @FunctionalInterface
  private interface Length {
    long read(PickleInput input) throws IOException;
  }

  private TextOpcodes() {}

  static void addTo(Map<Integer, Opcode> all) {
    all.put(0x8c, unicode("SHORT_BINUNICODE", PickleInput::u1));
    all.put((int) 'X', unicode("BINUNICODE", PickleInput::u4));
    all.put(0x8d, unicode("BINUNICODE8", PickleInput::i8));
    all.put((int) 'C', bytes("SHORT_BINBYTES", PickleInput::u1));
    all.put((int) 'B', bytes("BINBYTES", PickleInput::u4));
    all.put(0x8e, bytes("BINBYTES8", PickleInput::i8));
    all.put(0x96, bytes("BYTEARRAY8", PickleInput::i8));
    all.put((int) 'U', python2("SHORT_BINSTRING", PickleInput::u1));
    all.put((int) 'T', python2("BINSTRING", PickleInput::i4));
    all.put(
        (int) 'S',
        new Opcode(
            "STRING", m -> m.stack().push(textOrBytes(EscapedText.string(m.input().line())))));
    all.put(
        (int) 'V',
        new Opcode("UNICODE", m -> m.stack().push(EscapedText.unicode(m.input().line()))));
  }

  private static Opcode unicode(String name, Length length) {
    return new Opcode(name, m -> m.stack().push(decoded(m.input().slice(length.read(m.input())))));
  }

  private static Opcode bytes(String name, Length length) {
    return new Opcode(name, m -> m.stack().push(m.input().slice(length.read(m.input()))));
  }

  private static Opcode python2(String name, Length length) {
    return new Opcode(
        name, m -> m.stack().push(textOrBytes(m.input().slice(length.read(m.input())))));
  }

  private static String decoded(ByteBuffer utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text is not UTF-8", e);
    }
  }

  private static Object textOrBytes(ByteBuffer string) {
    return string.remaining() > FileBytes.LONGEST_READ
        ? string
        : StandardCharsets.ISO_8859_1.decode(string).toString();
  }
}
