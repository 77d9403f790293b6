package org.smoothadv.input;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest that tells a damaged or another file. */
public final class Sha256 {
  private Sha256() {}

  /** The digest of nothing yet. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** In hexadecimal. */
  public static String of(byte[] content) {
    return HexFormat.of().formatHex(start().digest(content));
  }
}
