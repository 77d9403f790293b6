package org.smoothadv.internal.numpy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.pickle.GlobalTable;

/**
 * The type of the elements of a NumPy array.
 *
 * @param kind as NumPy names it: b truth values, i integers, u unsigned integers, f floats, S
 *     bytes, U text
 * @param itemSize bytes of an element
 * @param order of the bytes of an element
 */
public record Dtype(char kind, int itemSize, ByteOrder order) implements GlobalTable.Buildable {
  /** Kind and size; for U the size counts characters of four bytes. */
  private static final Pattern CODE =
      Pattern.compile("[<>|=]?(?:(b1|[iu][1248]|f[248])|([SU])([1-9]\\d{0,5}))");

  /** Kind, order and six digits are far less. */
  private static final int MAX_CODE_LENGTH = 256;

  private static final Set<String> ORDERS = Set.of("<", ">", "|", "=");

  private static final int BYTES_OF_CHARACTER = 4;
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  /**
   * Reads a type such as {@code u1} or {@code <f8}; without a sign it is little-endian.
   *
   * @throws IllegalArgumentException if arrays of that type are not read
   */
  public static Dtype parse(String code) {
    Matcher matcher = CODE.matcher(code);
    if (code.length() > MAX_CODE_LENGTH || !matcher.matches()) {
      throw new IllegalArgumentException(
          "arrays of type %s are not read: only numbers, truth values and texts"
              .formatted(Quoted.of(code)));
    }
    ByteOrder order = orderOf(code);
    if (matcher.group(1) != null) {
      String number = matcher.group(1);
      return new Dtype(number.charAt(0), number.charAt(1) - '0', order);
    }
    char kind = matcher.group(2).charAt(0);
    int length = Integer.parseInt(matcher.group(3));
    return new Dtype(kind, kind == 'U' ? BYTES_OF_CHARACTER * length : length, order);
  }

  private static ByteOrder orderOf(String code) {
    return code.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** Takes the byte order from NumPy's state: version, order, then what only records have. */
  @Override
  public Dtype build(Object state) {
    if (state instanceof List<?> fields
        && fields.size() >= 5
        && fields.get(1) instanceof String order
        && ORDERS.contains(order)
        && fields.get(2) == null
        && fields.get(3) == null
        && fields.get(4) == null) {
      return new Dtype(kind, itemSize, orderOf(order));
    }
    throw new IllegalArgumentException("arrays of records are not read");
  }

  /** Whether elements are whole numbers or truth values. */
  boolean isWhole() {
    return "biu".indexOf(kind) >= 0;
  }

  /** Reads a whole number or truth value (0 or 1) at a byte offset. */
  long whole(ByteBuffer data, int offset) {
    ByteBuffer ordered = data.duplicate().order(order);
    long signed =
        switch (itemSize) {
          case 1 -> ordered.get(offset);
          case 2 -> ordered.getShort(offset);
          case 4 -> ordered.getInt(offset);
          default -> ordered.getLong(offset);
        };
    if (kind == 'i' || itemSize == Long.BYTES) {
      return signed;
    }
    return signed & ((1L << (itemSize * Byte.SIZE)) - 1);
  }

  /** Reads a floating point number at a byte offset. */
  public double number(ByteBuffer data, int offset) {
    ByteBuffer ordered = data.duplicate().order(order);
    return switch (itemSize) {
      case 2 -> HalfFloats.fromBinary16(ordered.getShort(offset));
      case 4 -> ordered.getFloat(offset);
      default -> ordered.getDouble(offset);
    };
  }

  /** Reads an element at a byte offset as a pickle's scalar. */
  Object scalar(ByteBuffer data, int offset) {
    ByteBuffer ordered = data.duplicate().order(order);
    return switch (kind) {
      case 'b' -> whole(data, offset) != 0;
      case 'i' -> whole(data, offset);
      case 'u' -> {
        long value = whole(data, offset);
        yield value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
      }
      case 'f' -> number(data, offset);
      default -> text(ordered.slice(offset, itemSize));
    };
  }

  private String text(ByteBuffer item) {
    String text =
        kind == 'S'
            ? StandardCharsets.ISO_8859_1.decode(item).toString()
            : (order == ByteOrder.BIG_ENDIAN ? UTF_32BE : UTF_32LE).decode(item).toString();
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--;
    }
    return text.substring(0, end);
  }

  /** As NumPy calls it, such as {@code uint8}. */
  @Override
  public String toString() {
    int bits = itemSize * Byte.SIZE;
    return switch (kind) {
      case 'b' -> "bool";
      case 'i' -> "int" + bits;
      case 'u' -> "uint" + bits;
      case 'f' -> "float" + bits;
      case 'S' -> "bytes of length " + itemSize;
      default -> "text of length " + itemSize / BYTES_OF_CHARACTER;
    };
  }
}
