package org.smoothadv.internal.command.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;

/**
 * A part of the chosen images, for one job of several: every count-th of them.
 *
 * @param number from 1 to {@code count}
 * @param count how many shards there are, at least 1
 */
record Shard(int number, int count) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  /**
   * Reads what users write, such as {@code 2/8}.
   *
   * @throws InvalidInputException naming the option and what is accepted
   */
  static Shard parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      int number = Integer.parseInt(matcher.group(1));
      int count = Integer.parseInt(matcher.group(2));
      if (number >= 1 && number <= count) {
        return new Shard(number, count);
      }
    }
    throw new InvalidSettingException(
        "shard",
        "{shard} is '%s'; accepted is one of several parts, such as 2/8: from 1/8 to 8/8",
        text);
  }

  /** Whether the image at this place among those chosen, from 0, is in the shard. */
  boolean has(int position) {
    return position % count == number - 1;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return number + "/" + count;
  }
}
