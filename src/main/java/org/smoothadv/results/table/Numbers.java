package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.Locale;

/** How tables write numbers: never with an exponent, always with a decimal point. */
final class Numbers {
  private Numbers() {}

  /** At full precision, for programs. */
  static String full(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** At full precision, for programs. */
  static String full(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** To three decimals, for people. */
  static String rounded(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** To three decimals and with its sign, for people; 0 has none. */
  static String signed(double value) {
    String text = String.format(Locale.ROOT, "%+.3f", value);
    return text.endsWith("0.000") ? "0.000" : text;
  }
}
