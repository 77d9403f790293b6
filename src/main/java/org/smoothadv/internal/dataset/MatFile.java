package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.files.FileBytes;

/**
 * Numeric arrays of a MATLAB file of version 5 to 7 (MathWorks, "MAT-File Format"): a header of 128
 * bytes, then elements, each with its type and length, most of them compressed.
 */
final class MatFile {
  private static final int HEADER = 128;
  private static final int ORDER_AT = 126;
  private static final short LITTLE_ENDIAN = 'M' << 8 | 'I';
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int NUMBERS_OF_CLASS = 6;
  private static final int DIMENSIONS = 5;
  private static final int MAX_DIMENSIONS = 32;

  /** Deflate cannot make more bytes out of one (zlib's documentation). */
  private static final long MAX_INFLATION = 1032;

  /** Bytes of a number, by the type of an element; 0 for types that hold none. */
  private static final int[] ITEM_BYTES = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8};

  private static final int UINT8 = 2;

  /**
   * An array.
   *
   * @param dimensions the first varies fastest
   * @param type of the stored numbers, as the format counts types
   * @param data the numbers
   */
  record MatArray(List<Integer> dimensions, int type, ByteBuffer data) {
    boolean isBytes() {
      return type == UINT8;
    }

    int size() {
      return dimensions.stream().reduce(1, (a, b) -> a * b);
    }

    /** A number, in the order of the file. */
    double number(int index) {
      int at = index * ITEM_BYTES[type];
      return switch (type) {
        case 1 -> data.get(at);
        case UINT8 -> data.get(at) & 0xff;
        case 3 -> data.getShort(at);
        case 4 -> data.getShort(at) & 0xffff;
        case 5 -> data.getInt(at);
        case 6 -> data.getInt(at) & 0xffffffffL;
        case 7 -> data.getFloat(at);
        default -> data.getDouble(at);
      };
    }
  }

  private MatFile() {}

  /**
   * Reads some arrays, as far as they are there and of numbers.
   *
   * @throws InvalidInputException if it is no such file, or cut short or damaged
   */
  static Map<String, MatArray> read(Path file, Set<String> wanted) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      if (bytes.size() < HEADER || bytes.size() > Integer.MAX_VALUE) {
        throw new InvalidInputException(file + ": no MATLAB file of version 5 to 7");
      }
      ByteBuffer content = bytes.slice(0, (int) bytes.size());
      requireVersion(file, content);
      Map<String, MatArray> arrays = new LinkedHashMap<>();
      for (ByteBuffer rest = tail(content, HEADER); rest.remaining() >= 2 * Integer.BYTES; ) {
        Element element = Element.next(rest);
        addIfWanted(arrays, element.type == COMPRESSED ? inflated(element.data) : element, wanted);
      }
      return arrays;
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | DataFormatException e) {
      throw new InvalidInputException(file + ": cut short or damaged: download it again", e);
    }
  }

  private static void requireVersion(Path file, ByteBuffer content) {
    byte[] start = new byte[10];
    content.get(0, start);
    if (new String(start, StandardCharsets.ISO_8859_1).equals("MATLAB 7.3")) {
      throw new InvalidInputException(
          file + ": a MATLAB file of version 7.3; save it again with '-v7'");
    }
    if (content.getShort(ORDER_AT) != LITTLE_ENDIAN) {
      throw new InvalidInputException(file + ": no little-endian MATLAB file of version 5 to 7");
    }
  }

  private static ByteBuffer tail(ByteBuffer bytes, int from) {
    return bytes.slice(from, bytes.limit() - from).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Type and content of a part of a file. */
  private record Element(int type, ByteBuffer data) {
    /** Takes the next element from a buffer. */
    static Element next(ByteBuffer bytes) {
      int first = bytes.getInt();
      int shortLength = first >>> Short.SIZE;
      if (shortLength > 0) {
        ByteBuffer data = part(bytes, shortLength);
        bytes.position(bytes.position() + Integer.BYTES);
        return new Element(first & 0xffff, data);
      }
      int length = bytes.getInt();
      ByteBuffer data = part(bytes, length);
      int padding = first == COMPRESSED ? 0 : -length & 7;
      bytes.position(Math.min(bytes.position() + length + padding, bytes.limit()));
      return new Element(first, data);
    }

    private static ByteBuffer part(ByteBuffer bytes, int length) {
      if (length < 0 || length > bytes.remaining()) {
        throw new IllegalArgumentException("an element of %d bytes".formatted(length));
      }
      return bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static Element inflated(ByteBuffer compressed) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed.duplicate());
      byte[] tag = new byte[2 * Integer.BYTES];
      inflate(inflater, tag);
      ByteBuffer head = ByteBuffer.wrap(tag).order(ByteOrder.LITTLE_ENDIAN);
      int type = head.getInt();
      int length = head.getInt();
      if (length < 0 || length > compressed.remaining() * MAX_INFLATION) {
        throw new IllegalArgumentException("an element of %d bytes".formatted(length));
      }
      byte[] data = new byte[length];
      inflate(inflater, data);
      return new Element(type, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    } finally {
      inflater.end();
    }
  }

  private static void inflate(Inflater inflater, byte[] target) throws DataFormatException {
    int done = 0;
    while (done < target.length) {
      int count = inflater.inflate(target, done, target.length - done);
      if (count == 0) {
        throw new DataFormatException("cut short");
      }
      done += count;
    }
  }

  private static void addIfWanted(
      Map<String, MatArray> arrays, Element element, Set<String> wanted) {
    if (element.type != MATRIX) {
      return;
    }
    ByteBuffer parts = element.data;
    Element flags = Element.next(parts);
    Element sizes = Element.next(parts);
    Element name = Element.next(parts);
    byte[] letters = new byte[name.data.remaining()];
    name.data.get(letters);
    String text = new String(letters, StandardCharsets.ISO_8859_1);
    if (!wanted.contains(text)) {
      return;
    }
    Element numbers = Element.next(parts);
    int itemBytes = numbers.type < ITEM_BYTES.length ? ITEM_BYTES[numbers.type] : 0;
    List<Integer> dimensions = new ArrayList<>();
    long bytes = itemBytes;
    while (sizes.data.remaining() >= Integer.BYTES) {
      int dimension = sizes.data.getInt();
      bytes = Math.multiplyExact(bytes, dimension);
      dimensions.add(dimension);
    }
    if (flags.type != NUMBERS_OF_CLASS
        || sizes.type != DIMENSIONS
        || dimensions.size() > MAX_DIMENSIONS
        || dimensions.stream().anyMatch(dimension -> dimension < 0)
        || itemBytes == 0
        || bytes != numbers.data.remaining()) {
      throw new IllegalArgumentException("'" + text + "' is no array of numbers");
    }
    arrays.put(text, new MatArray(List.copyOf(dimensions), numbers.type, numbers.data));
  }
}
