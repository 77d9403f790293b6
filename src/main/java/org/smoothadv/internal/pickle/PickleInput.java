package org.smoothadv.internal.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.FileBytes;

/**
 * Reads a source from a position on: the numbers and strings that opcodes carry. Little-endian.
 *
 * <p>What would go beyond the end of the source is refused before anything is allocated for it.
 */
public final class PickleInput {
  private static final int WINDOW = FileBytes.MAX_READ;

  /** The longest array that a JVM surely makes. */
  private static final long MAX_SLICE = Integer.MAX_VALUE - 8;

  private final ByteSource source;
  private final String name;
  private long position;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

  /**
   * Reads from the first byte.
   *
   * @param name of the source in messages, such as the path of the file
   */
  public PickleInput(ByteSource source, String name) {
    this.source = source;
    this.name = name;
  }

  /** What messages call the source. */
  public String name() {
    return name;
  }

  /** The offset of the next byte in the source. */
  public long position() {
    return position;
  }

  /** The number of bytes that follow. */
  public long remaining() {
    return source.size() - position;
  }

  /** The number of bytes of the source. */
  public long size() {
    return source.size();
  }

  /** Reads an unsigned byte. */
  int u1() throws IOException {
    require(1);
    if (position < windowStart || position >= windowStart + window.limit()) {
      windowStart = position;
      window = source.slice(position, (int) Math.min(WINDOW, remaining()));
    }
    return Byte.toUnsignedInt(window.get((int) (position++ - windowStart)));
  }

  /** Reads an unsigned 16-bit number. */
  int u2() throws IOException {
    return u1() | (u1() << 8);
  }

  /** Reads a signed 32-bit number. */
  int i4() throws IOException {
    return u2() | (u2() << 16);
  }

  /** Reads an unsigned 32-bit number. */
  long u4() throws IOException {
    return Integer.toUnsignedLong(i4());
  }

  /** Reads 64 bits. */
  public long i8() throws IOException {
    return u4() | (u4() << 32);
  }

  /**
   * Reads the next bytes, without copying them where there are many.
   *
   * @param length unsigned
   * @throws IllegalArgumentException if there are fewer, or they are more than a buffer holds
   */
  public ByteBuffer slice(long length) throws IOException {
    require(length);
    if (length > MAX_SLICE) {
      throw new IllegalArgumentException(
          "%,d bytes in one piece; up to %,d are read".formatted(length, MAX_SLICE));
    }
    long inWindow = windowStart + window.limit() - position;
    ByteBuffer slice =
        position >= windowStart && inWindow >= length
            ? copyOfWindow((int) length)
            : source.slice(position, (int) length);
    position += length;
    return slice;
  }

  private ByteBuffer copyOfWindow(int length) {
    byte[] bytes = new byte[length];
    window.get((int) (position - windowStart), bytes);
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Passes over bytes.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  public void skip(long length) {
    require(length);
    position += length;
  }

  /** Reads the bytes up to the next newline, and the newline. */
  ByteBuffer line() throws IOException {
    long start = position;
    while (u1() != '\n') {
      // Only the length is of interest here.
    }
    long end = position;
    position = start;
    ByteBuffer line = slice(end - 1 - start);
    position = end;
    return line;
  }

  /**
   * Checks that bytes follow.
   *
   * @param length how many, unsigned
   * @throws IllegalArgumentException if there are fewer
   */
  void require(long length) {
    if (length < 0 || length > remaining()) {
      throw new IllegalArgumentException(
          "cut short or damaged: %s bytes expected, %,d left"
              .formatted(Long.toUnsignedString(length), remaining()));
    }
  }
}
