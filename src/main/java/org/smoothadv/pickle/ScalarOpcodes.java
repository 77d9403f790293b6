package org.smoothadv.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.smoothadv.input.Quoted;

/** None, truth values and numbers. */
final class ScalarOpcodes {
  /** Converting decimal digits takes time with the square of their number. */
  private static final int LONGEST_NUMBER = 1000;

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");

  private ScalarOpcodes() {}

  static void addTo(Map<Integer, Opcode> all) {
    all.put((int) 'N', new Opcode("NONE", m -> m.stack().push(null)));
    all.put(0x88, new Opcode("NEWTRUE", m -> m.stack().push(true)));
    all.put(0x89, new Opcode("NEWFALSE", m -> m.stack().push(false)));
    all.put((int) 'K', new Opcode("BININT1", m -> m.stack().push((long) m.input().u1())));
    all.put((int) 'M', new Opcode("BININT2", m -> m.stack().push((long) m.input().u2())));
    all.put((int) 'J', new Opcode("BININT", m -> m.stack().push((long) m.input().i4())));
    all.put((int) 'I', new Opcode("INT", m -> m.stack().push(intOrTruth(number(m.input())))));
    all.put((int) 'L', new Opcode("LONG", m -> m.stack().push(longWithSuffix(number(m.input())))));
    all.put(0x8a, new Opcode("LONG1", m -> m.stack().push(binary(m.input(), m.input().u1()))));
    all.put(0x8b, new Opcode("LONG4", m -> m.stack().push(binary(m.input(), m.input().i4()))));
    all.put((int) 'F', new Opcode("FLOAT", m -> m.stack().push(decimal(number(m.input())))));
    // The one big-endian number of the format.
    all.put(
        (int) 'G',
        new Opcode(
            "BINFLOAT",
            m -> m.stack().push(Double.longBitsToDouble(Long.reverseBytes(m.input().i8())))));
  }

  private static String number(PickleInput input) throws IOException {
    ByteBuffer line = input.line();
    if (line.remaining() > LONGEST_NUMBER) {
      throw new IllegalArgumentException("a number of %,d digits".formatted(line.remaining()));
    }
    return StandardCharsets.ISO_8859_1.decode(line).toString();
  }

  private static Object intOrTruth(String text) {
    return switch (text) {
      case "00" -> false;
      case "01" -> true;
      default -> whole(text);
    };
  }

  private static Object longWithSuffix(String text) {
    return whole(text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
  }

  private static Object whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(Quoted.of(text) + " is not a whole number");
    }
    return narrowed(new BigInteger(text));
  }

  /** Two's complement, little-endian; nothing is zero. */
  private static Object binary(PickleInput input, int length) throws IOException {
    if (length < 0 || length > LONGEST_NUMBER) {
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

  private static Double decimal(String text) {
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
}
