package org.smoothadv.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages files: a function of the source of chance. */
final class Mutator {
  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_REPETITION = 1 << 18;
  private static final int MAX_PIECE = 64;

  /** Where sizes, offsets and counts turn over, and what a quarter of a megabyte could announce. */
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    32_767,
    65_535,
    65_536,
    1 << 24,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 8,
    1L << 31,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    100_000_000
  };

  /** Pieces of the formats, as Latin-1. */
  private static final List<String> WORDS =
      List.of(
          "1e999999999",
          "-1e999999999",
          "1e-999999999",
          "1e9999",
          "NaN",
          "Infinity",
          "-1",
          "99999999999999999999",
          "2147483648",
          "0x1p3",
          "1/0",
          "null",
          "true",
          "{}",
          "[]",
          "[",
          "{\"a\":",
          "\"",
          "'",
          "\\",
          "\t",
          "\n",
          "\r\n",
          " ",
          ",",
          "=",
          "*",
          "*a",
          "[models x]\n",
          "\u00ef\u00bb\u00bf",
          "\u00ff\u00fe",
          "\0",
          "\u0094",
          "]q\0h\0a",
          "}q\1h\1h\1s",
          "(",
          "2\u0086",
          "h\0",
          "h\1",
          "R",
          "b",
          "e",
          "u",
          "cnumpy\ndtype\n",
          "cnumpy.core.multiarray\nscalar\n",
          "cnumpy.core.multiarray\n_reconstruct\n",
          "ctorch._utils\n_rebuild_tensor_v2\n",
          "ctorch._tensor\n_rebuild_from_type_v2\n",
          "ccollections\nOrderedDict\n",
          "PK\1\2",
          "PK\5\6",
          "PK\3\4");

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /**
   * Damages a file at one to eight places.
   *
   * @param other a file of the same kind, of which parts are taken
   */
  byte[] damaged(byte[] file, byte[] other) {
    byte[] damaged = file;
    int places = 1 << random.nextInt(4);
    for (int i = 0; i < places; i++) {
      damaged = once(damaged, other);
    }
    return damaged;
  }

  private byte[] once(byte[] file, byte[] other) {
    if (file.length == 0) {
      return word();
    }
    int at = random.nextInt(file.length);
    return switch (random.nextInt(10)) {
      case 0 -> changed(file, at, (byte) (file[at] ^ (1 << random.nextInt(Byte.SIZE))));
      case 1 -> changed(file, at, (byte) random.nextInt());
      case 2 -> withNumber(file, at);
      case 3 -> withDigits(file, at);
      case 4 -> replaced(file, at, 0, word());
      case 5 -> replaced(file, at, piece(file, at), new byte[0]);
      case 6 -> replaced(file, at, 0, Arrays.copyOfRange(file, at, at + piece(file, at)));
      case 7 -> repeated(file, at);
      case 8 -> Arrays.copyOf(file, at);
      default -> spliced(file, at, other);
    };
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.ISO_8859_1);
  }

  private int piece(byte[] file, int at) {
    return 1 + random.nextInt(Math.min(MAX_PIECE, file.length - at));
  }

  private static byte[] changed(byte[] file, int at, byte value) {
    byte[] changed = file.clone();
    changed[at] = value;
    return changed;
  }

  /** A number of one to eight bytes, of either order, gives way to another. */
  private byte[] withNumber(byte[] file, int at) {
    int bytes = 1 << random.nextInt(4);
    long number = NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(3) - 1;
    ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    byte[] eight = ByteBuffer.allocate(Long.BYTES).order(order).putLong(number).array();
    int from = order == ByteOrder.LITTLE_ENDIAN ? 0 : Long.BYTES - bytes;
    int length = Math.min(bytes, file.length - at);
    return replaced(file, at, length, Arrays.copyOfRange(eight, from, from + length));
  }

  /** Digits give way to a word or to other digits. */
  private byte[] withDigits(byte[] file, int near) {
    int from = near;
    while (from < file.length && !isDigit(file[from])) {
      from++;
    }
    int to = from;
    while (to < file.length && isDigit(file[to])) {
      to++;
    }
    byte[] digits =
        random.nextBoolean()
            ? word()
            : Long.toString(NUMBERS[random.nextInt(NUMBERS.length)])
                .getBytes(StandardCharsets.ISO_8859_1);
    return replaced(file, from, to - from, digits);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  private byte[] repeated(byte[] file, int at) {
    byte[] piece =
        random.nextBoolean() ? word() : Arrays.copyOfRange(file, at, at + piece(file, at));
    int times = 1 + (int) Math.pow(MAX_REPETITION / (double) piece.length, random.nextDouble());
    byte[] all = new byte[times * piece.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = piece[i % piece.length];
    }
    return replaced(file, at, 0, all);
  }

  private byte[] spliced(byte[] file, int at, byte[] other) {
    int from = random.nextInt(other.length + 1);
    int to = from + random.nextInt(other.length - from + 1);
    return replaced(file, at, piece(file, at), Arrays.copyOfRange(other, from, to));
  }

  private static byte[] replaced(byte[] file, int at, int length, byte[] by) {
    if (file.length - length + by.length > MAX_LENGTH) {
      return file;
    }
    byte[] result = new byte[file.length - length + by.length];
    System.arraycopy(file, 0, result, 0, at);
    System.arraycopy(by, 0, result, at, by.length);
    System.arraycopy(file, at + length, result, at + by.length, file.length - at - length);
    return result;
  }
}
