package org.smoothadv.input;

import java.util.Locale;

/** The words by which users know the constants of an enum. */
public final class EnumNames {
  private EnumNames() {}

  /** Lower case, with hyphens: {@code ONE_VS_REST} is {@code one-vs-rest}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
