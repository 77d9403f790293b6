package org.smoothadv.input;

import java.math.BigDecimal;

/**
 * Decimal numbers in files and options. Reading digits takes time with the square of their number,
 * and a few characters, such as 1e-999999999, stand for a number that fills the memory once it is
 * written out: both are bounded.
 */
public final class Decimals {
  /** What is accepted, as it continues "a number". */
  public static final String BOUNDS = " of at most 64 characters";

  private static final int MAX_LENGTH = 64;
  private static final int MAX_DIGITS = 100;

  private Decimals() {}

  /**
   * Reads a number such as {@code 0.25} or {@code 2.5e-1}, exactly.
   *
   * @throws NumberFormatException if it is none, has more than 64 characters or 100 decimals
   */
  public static BigDecimal parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new NumberFormatException(text.length() + " characters");
    }
    BigDecimal value = new BigDecimal(text);
    if (value.scale() > MAX_DIGITS) {
      throw new NumberFormatException(value.scale() + " decimals");
    }
    return value;
  }

  /**
   * Reads a number as {@link #parse} does that is to be written out.
   *
   * @throws NumberFormatException also if it has more than 100 digits before the point
   */
  public static BigDecimal parsePrintable(String text) {
    BigDecimal value = parse(text);
    if (value.scale() < -MAX_DIGITS) {
      throw new NumberFormatException("about 10^" + -value.scale());
    }
    return value;
  }
}
