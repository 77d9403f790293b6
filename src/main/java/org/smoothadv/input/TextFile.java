package org.smoothadv.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Text files as editors of all systems write them: some begin with a byte order mark. */
public final class TextFile {
  /** As it comes out of every Unicode encoding. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** The longest array that a JVM surely makes. */
  private static final long MAX_LENGTH = Integer.MAX_VALUE - 8;

  private TextFile() {}

  /**
   * Reads a whole file of UTF-8 or, as its first bytes tell, UTF-16.
   *
   * @throws CharacterCodingException if it is neither
   * @throws IOException if it cannot be read
   */
  public static String read(Path file) throws IOException {
    return read(file, StandardCharsets.UTF_8);
  }

  /**
   * Reads a whole file, in an encoding of one's own where nothing tells that it is Unicode.
   *
   * @throws CharacterCodingException if it is not of that encoding
   * @throws IOException if it cannot be read
   */
  public static String read(Path file, Charset otherwise) throws IOException {
    if (Files.size(file) > MAX_LENGTH) {
      throw new InvalidInputException(
          "%s: %,d bytes of text; up to 2 GB are read".formatted(file, Files.size(file)));
    }
    return decode(Files.readAllBytes(file), otherwise);
  }

  /** The lines of a whole file; see {@link #read(Path)}. */
  public static List<String> readLines(Path file) throws IOException {
    return read(file).lines().toList();
  }

  /** The lines that have their line end, without blank ones at the end. */
  public static List<String> wholeLines(String text) {
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    int count = lines.size();
    while (count > 0 && lines.get(count - 1).isBlank()) {
      count--;
    }
    return lines.subList(0, count);
  }

  /**
   * Decodes a text or the beginning of one, without its byte order mark.
   *
   * @throws CharacterCodingException if it is not of the encoding that is expected
   */
  public static String decode(byte[] bytes, Charset otherwise) throws CharacterCodingException {
    Charset found = unicode(bytes);
    String text =
        found == null
            ? otherwise.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
            : new String(bytes, found);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /** Unicode as its mark tells it, or the zeros of Latin letters in UTF-16; null for neither. */
  private static Charset unicode(byte[] bytes) {
    int first = bytes.length < 2 ? 1 : Byte.toUnsignedInt(bytes[0]);
    int second = bytes.length < 2 ? 1 : Byte.toUnsignedInt(bytes[1]);
    if ((first == 0xff && second == 0xfe) || (first != 0 && second == 0)) {
      return StandardCharsets.UTF_16LE;
    }
    if ((first == 0xfe && second == 0xff) || (first == 0 && second != 0)) {
      return StandardCharsets.UTF_16BE;
    }
    boolean utf8 = bytes.length > 2 && first == 0xef && second == 0xbb && bytes[2] == (byte) 0xbf;
    return utf8 ? StandardCharsets.UTF_8 : null;
  }
}
