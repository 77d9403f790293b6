package org.smoothadv.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The escapes of protocol 0, whose texts are lines of printable characters. */
final class EscapedText {
  private static final String ESCAPED = "\\'\"abfnrtv\n";
  private static final byte[] MEANT = {'\\', '\'', '"', 7, '\b', '\f', '\n', '\r', '\t', 11};

  private EscapedText() {}

  /**
   * Decodes a string of Python 2 as {@code repr} writes it: in quotes, with escapes of one
   * character, {@code \xHH} and {@code \OOO}.
   */
  static ByteBuffer string(ByteBuffer line) {
    int last = line.limit() - 1;
    if (last < 1 || line.get(0) != line.get(last) || (line.get(0) != '\'' && line.get(0) != '"')) {
      throw new IllegalArgumentException("the string is not in quotes");
    }
    ByteBuffer in = line.slice(1, last - 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.remaining());
    while (in.hasRemaining()) {
      byte next = in.get();
      out.write(next == '\\' ? escape(in) : next);
    }
    return ByteBuffer.wrap(out.toByteArray()).asReadOnlyBuffer();
  }

  private static int escape(ByteBuffer in) {
    int kind = in.hasRemaining() ? in.get() : -1;
    int place = ESCAPED.indexOf(kind);
    if (place >= 0) {
      return MEANT[place];
    }
    if (kind == 'x') {
      return number(in, 2, 16);
    }
    if (Character.digit(kind, 8) >= 0) {
      in.position(in.position() - 1);
      return number(in, 3, 8);
    }
    throw new IllegalArgumentException("the string has an escape that Python does not write");
  }

  /**
   * Decodes a text of protocol 0: Latin-1 with {@code \}{@code uXXXX} and {@code \}{@code
   * UXXXXXXXX} for the rest.
   */
  static String unicode(ByteBuffer line) {
    StringBuilder text = new StringBuilder(line.remaining());
    while (line.hasRemaining()) {
      int next = Byte.toUnsignedInt(line.get());
      int kind = next == '\\' && line.hasRemaining() ? line.get(line.position()) : 0;
      if (kind != 'u' && kind != 'U') {
        text.append((char) next);
        continue;
      }
      line.get();
      int codePoint = number(line, kind == 'u' ? 4 : 8, 16);
      if (!Character.isValidCodePoint(codePoint)) {
        throw new IllegalArgumentException("the text has a character that Unicode has not");
      }
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  private static int number(ByteBuffer in, int digits, int base) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = in.hasRemaining() ? Character.digit(in.get(), base) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("an escape is cut short or damaged");
      }
      value = value * base + digit;
    }
    return value;
  }
}
