package org.smoothadv.internal.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smoothadv.input.Quoted;

/**
 * What stands before the elements of an npy file: {@code \x93NUMPY}, a version, the length of a
 * text, and that text, the literal of a Python dictionary.
 *
 * @param dtype the type of the elements
 * @param shape the dimensions, outermost first; none for a scalar
 * @param fortran whether the elements lie in Fortran order and not in C order
 */
record NpyHeader(Dtype dtype, List<Integer> shape, boolean fortran) {
  /** Magic, version and length: what must be known to know {@link #length}. */
  static final int PREFIX_BYTES = 12;

  /** As NumPy's own limit; a type and a shape are far shorter. */
  private static final long MAX_TEXT_BYTES = 10_000;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int SHORT_LENGTH_END = 10;
  private static final int ALIGNMENT = 64;
  private static final int BYTES_OF_CHARACTER = 4;

  /** Python 2 wrote dimensions as {@code 3L}. */
  private static final Pattern TEXT =
      Pattern.compile(
          "\\{'descr': (?<descr>'[^']*'|\\[.*]), 'fortran_order': (?<fortran>True|False), "
              + "'shape': \\((?<shape>|\\d+L?,|\\d+L?(?:, \\d+L?)++,?)\\),? ?}\\s*",
          Pattern.DOTALL);

  NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * The number of bytes before the elements.
   *
   * @param prefix the first {@link #PREFIX_BYTES} bytes
   * @throws IllegalArgumentException if they are not those of an npy file that is read
   */
  static int length(ByteBuffer prefix) {
    if (!prefix.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new IllegalArgumentException("not a file of NumPy: it does not begin with \\x93NUMPY");
    }
    ByteBuffer little = prefix.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int version = little.get(MAGIC.length);
    long text =
        switch (version) {
          case 1 -> Short.toUnsignedInt(little.getShort(MAGIC.length + 2));
          case 2, 3 -> Integer.toUnsignedLong(little.getInt(MAGIC.length + 2));
          default ->
              throw new IllegalArgumentException(
                  "format %d of NumPy; 1, 2 and 3 are read".formatted(version));
        };
    if (text > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException(
          "a header of %,d bytes; up to %,d are read".formatted(text, MAX_TEXT_BYTES));
    }
    return (int) text + (version == 1 ? SHORT_LENGTH_END : PREFIX_BYTES);
  }

  /**
   * Reads a header.
   *
   * @param header of the length that {@link #length} tells
   * @throws IllegalArgumentException if it cannot be read, or tells of elements that are not
   */
  static NpyHeader parse(ByteBuffer header) {
    int begin = header.get(MAGIC.length) == 1 ? SHORT_LENGTH_END : PREFIX_BYTES;
    ByteBuffer bytes = header.slice(begin, header.limit() - begin);
    String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "the header %s is not as NumPy writes it".formatted(Quoted.of(text.strip())));
    }
    String descr = matcher.group("descr");
    if (descr.startsWith("[")) {
      throw new IllegalArgumentException("arrays of records are not read: save one field of them");
    }
    return new NpyHeader(
        Dtype.parse(descr.substring(1, descr.length() - 1)),
        dimensions(matcher.group("shape")),
        matcher.group("fortran").equals("True"));
  }

  private static List<Integer> dimensions(String text) {
    List<Integer> shape = new ArrayList<>();
    for (String dimension : text.replaceAll("[L ]", "").split(",", -1)) {
      if (dimension.isEmpty()) {
        continue;
      }
      // Ten digits fit a long; a longer number is surely too large.
      if (dimension.length() > 10 || Long.parseLong(dimension) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "dimension %s of the shape is out of range".formatted(Quoted.of(dimension)));
      }
      shape.add(Integer.parseInt(dimension));
    }
    return shape;
  }

  /**
   * The number of bytes that the elements take.
   *
   * @throws IllegalArgumentException if there are more than a buffer holds
   */
  int dataBytes() {
    long bytes = dtype.itemSize();
    for (int dimension : shape) {
      bytes = dimension == 0 ? 0 : Math.min(bytes, Integer.MAX_VALUE) * dimension;
    }
    if (shape.contains(0)) {
      return 0;
    }
    if (bytes > Npy.MAX_BYTES) {
      throw new IllegalArgumentException(
          "an array of %s %s has more than %,d bytes: split it into several files"
              .formatted(dtype, shape, Npy.MAX_BYTES));
    }
    return (int) bytes;
  }

  /** The header as NumPy writes it, in format 1.0, filled up with blanks to a multiple of 64. */
  byte[] bytes() {
    String dimensions = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
            .formatted(
                descr(), fortran ? "True" : "False", dimensions + (shape.size() == 1 ? "," : ""));
    int end = SHORT_LENGTH_END + text.length() + 1;
    int length = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (length - SHORT_LENGTH_END))
        .put((text + " ".repeat(length - end) + "\n").getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private String descr() {
    boolean hasOrder = dtype.itemSize() > 1 && dtype.kind() != 'S';
    String order = !hasOrder ? "|" : dtype.order() == ByteOrder.BIG_ENDIAN ? ">" : "<";
    int size = dtype.kind() == 'U' ? dtype.itemSize() / BYTES_OF_CHARACTER : dtype.itemSize();
    return order + dtype.kind() + size;
  }
}
