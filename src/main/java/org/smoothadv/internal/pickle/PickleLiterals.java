package org.smoothadv.internal.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.FileBytes;

/**
 * Numbers, texts and bytes as pickles write them, in binary or in lines of printable characters.
 */
final class PickleLiterals {
  /** Converting decimal digits takes time with the square of their number. */
  private static final int MAX_DIGITS = 1000;

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");

  private static final String ESCAPED = "\\'\"abfnrtv\n";
  private static final byte[] MEANT = {'\\', '\'', '"', 7, '\b', '\f', '\n', '\r', '\t', 11};

  private PickleLiterals() {}

  static Object intOrTruth(ByteBuffer line) {
    String text = digits(line);
    return switch (text) {
      case "00" -> false;
      case "01" -> true;
      default -> whole(text);
    };
  }

  static Object longWithSuffix(ByteBuffer line) {
    String text = digits(line);
    return whole(text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
  }

  private static String digits(ByteBuffer line) {
    if (line.remaining() > MAX_DIGITS) {
      throw new IllegalArgumentException("a number of %,d digits".formatted(line.remaining()));
    }
    return latin1(line);
  }

  private static Object whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(Quoted.of(text) + " is not a whole number");
    }
    return narrowed(new BigInteger(text));
  }

  /** Two's complement, little-endian; nothing is zero. */
  static Object binary(PickleInput input, int length) throws IOException {
    if (length < 0 || length > MAX_DIGITS) {
      throw new IllegalArgumentException("a number of %,d bytes".formatted(length));
    }
    ByteBuffer little = input.slice(length);
    byte[] big = new byte[length];
    for (int i = 0; i < length; i++) {
      big[length - 1 - i] = little.get(i);
    }
    return length == 0 ? Long.valueOf(0) : narrowed(new BigInteger(big));
  }

  private static Object narrowed(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  static Double decimal(ByteBuffer line) {
    String text = digits(line);
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!DECIMAL.matcher(text).matches()) {
          throw new IllegalArgumentException(Quoted.of(text) + " is not a decimal number");
        }
        yield Double.valueOf(text);
      }
    };
  }

  static long memoNumber(ByteBuffer line) {
    String text = latin1(line.limit(Math.min(line.limit(), Long.BYTES * 3)));
    if (!text.matches("\\d{1,10}")) {
      throw new IllegalArgumentException(Quoted.of(text) + " is not a memo number");
    }
    return Long.parseLong(text);
  }

  static String utf8(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text is not UTF-8", e);
    }
  }

  private static String latin1(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  /** A {@code str} of Python 2, which may be either. */
  static Object textOrBytes(ByteBuffer string) {
    return string.remaining() > FileBytes.MAX_READ ? string : latin1(string);
  }

  /**
   * Decodes a string of Python 2 as {@code repr} writes it: in quotes, with escapes of one
   * character, {@code \xHH} and {@code \OOO}.
   */
  static Object quotedString(ByteBuffer line) {
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
    return textOrBytes(ByteBuffer.wrap(out.toByteArray()).asReadOnlyBuffer());
  }

  private static int escape(ByteBuffer in) {
    int kind = in.hasRemaining() ? in.get() : -1;
    int place = ESCAPED.indexOf(kind);
    if (place >= 0) {
      return MEANT[place];
    }
    if (kind == 'x') {
      return escapedNumber(in, 2, 16);
    }
    if (Character.digit(kind, 8) >= 0) {
      in.position(in.position() - 1);
      return escapedNumber(in, 3, 8);
    }
    throw new IllegalArgumentException("the string has an escape that Python does not write");
  }

  /**
   * Decodes a text of protocol 0: Latin-1 with {@code \}{@code uXXXX} and {@code \}{@code
   * UXXXXXXXX} for the rest.
   */
  static String escapedText(ByteBuffer line) {
    StringBuilder text = new StringBuilder(line.remaining());
    while (line.hasRemaining()) {
      int next = Byte.toUnsignedInt(line.get());
      int kind = next == '\\' && line.hasRemaining() ? line.get(line.position()) : 0;
      if (kind != 'u' && kind != 'U') {
        text.append((char) next);
        continue;
      }
      line.get();
      int codePoint = escapedNumber(line, kind == 'u' ? 4 : 8, 16);
      if (!Character.isValidCodePoint(codePoint)) {
        throw new IllegalArgumentException("the text has a character that Unicode has not");
      }
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  private static int escapedNumber(ByteBuffer in, int digits, int base) {
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
