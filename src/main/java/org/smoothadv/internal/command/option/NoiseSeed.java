package org.smoothadv.internal.command.option;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The value of {@code --seed} where it is the seed of noise: a number, a secret that is to be
 * drawn, or one that was told.
 *
 * @param number empty for a secret
 * @param told the 16 bytes of a secret in hexadecimal; empty for one to be drawn
 */
public record NoiseSeed(Optional<Long> number, Optional<String> told) {
  static final String ACCEPTED =
      "a whole number, the word secret, or 32 hexadecimal digits, a secret that was told";

  private static final String SECRET = "secret";
  private static final Pattern TOLD = Pattern.compile("[0-9a-fA-F]{32}");

  /** Reads the option's value; empty where it is none. */
  static Optional<NoiseSeed> parse(String text) {
    if (text.equals(SECRET)) {
      return Optional.of(new NoiseSeed(Optional.empty(), Optional.empty()));
    }
    if (TOLD.matcher(text).matches()) {
      String digits = HexFormat.of().formatHex(HexFormat.of().parseHex(text));
      return Optional.of(new NoiseSeed(Optional.empty(), Optional.of(digits)));
    }
    try {
      return Optional.of(of(Long.parseLong(text)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** As the option's value. */
  @Override
  public String toString() {
    return number.map(String::valueOf).or(() -> told).orElse(SECRET);
  }

  /** A seed that everyone knows. */
  static NoiseSeed of(long number) {
    return new NoiseSeed(Optional.of(number), Optional.empty());
  }
}
