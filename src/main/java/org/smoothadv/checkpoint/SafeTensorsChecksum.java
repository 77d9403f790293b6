package org.smoothadv.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.smoothadv.input.Sha256;

/**
 * The SHA-256 of a whole safetensors file, with the digits of the digest itself, which stand in the
 * header, taken as zeros.
 */
final class SafeTensorsChecksum {
  /** The metadata key of the digest. */
  static final String KEY = "smoothadv.sha256";

  /** What stands in the digest's place while it is computed. */
  static final String ZEROS = "0".repeat(64);

  private static final String BEFORE_DIGITS = "\"" + KEY + "\":\"";

  private final MessageDigest digest;

  /** Starts with the header's length and its bytes, whatever digits are in them. */
  SafeTensorsChecksum(byte[] header) {
    digest = Sha256.start();
    byte[] zeroed = header.clone();
    int digits = positionInHeader(header);
    if (digits >= 0 && digits + ZEROS.length() <= header.length) {
      Arrays.fill(zeroed, digits, digits + ZEROS.length(), (byte) '0');
    }
    digest.update(zeroed);
  }

  /**
   * The index of the first digit in the header, or -1. Inside a JSON text the quotes are escaped.
   */
  static int positionInHeader(byte[] header) {
    int key = new String(header, StandardCharsets.ISO_8859_1).indexOf(BEFORE_DIGITS);
    return key < 0 ? -1 : key + BEFORE_DIGITS.length();
  }

  /** Adds the remaining bytes of the buffer and consumes them. */
  void update(ByteBuffer data) {
    digest.update(data);
  }

  /** The 64 lower-case hexadecimal digits. */
  String digits() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
