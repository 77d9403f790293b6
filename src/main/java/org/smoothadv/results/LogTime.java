package org.smoothadv.results;

import java.time.Duration;
import java.util.Locale;
import org.smoothadv.input.Quoted;

/**
 * The time column: {@code h:mm:ss.ffffff}, as Python prints a {@code timedelta}. Also read: days
 * before the hours, no fraction, and plain seconds ({@code 15.4}), which published logs contain.
 *
 * <p>Read by hand: a tree of logs has millions of these.
 */
final class LogTime {
  private static final int NANOSECOND_DIGITS = 9;

  private LogTime() {}

  /**
   * Reads a time.
   *
   * @throws IllegalArgumentException if the text is not a time
   */
  static Duration parse(String text) {
    try {
      int comma = text.indexOf(", ");
      long days = comma < 0 ? 0 : days(text.substring(0, comma));
      int minutes = text.indexOf(':');
      if (minutes < 0 && comma < 0) {
        return seconds(text, 0, Long.MAX_VALUE);
      }
      int start = comma < 0 ? 0 : comma + 2;
      int seconds = text.indexOf(':', minutes + 1);
      long hours = number(text, start, minutes, Integer.MAX_VALUE);
      long wholeMinutes = number(text, minutes + 1, seconds, 59);
      return seconds(text, seconds + 1, 59)
          .plusSeconds(60 * (wholeMinutes + 60 * (hours + 24 * days)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "time must be h:mm:ss.ffffff or seconds, but is " + Quoted.of(text), e);
    }
  }

  /** Prints a time as {@code h:mm:ss.ffffff}; what is shorter than a microsecond is dropped. */
  static String print(Duration time) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d.%06d",
        time.toHours(),
        time.toMinutesPart(),
        time.toSecondsPart(),
        time.toNanosPart() / 1000);
  }

  private static long days(String text) {
    int end = text.endsWith(" days") ? text.length() - 5 : text.length() - 4;
    if (!text.startsWith(" day", end)) {
      throw new NumberFormatException(text);
    }
    return number(text, 0, end, Integer.MAX_VALUE);
  }

  private static Duration seconds(String text, int start, long most) {
    int point = text.indexOf('.', start);
    if (point < 0) {
      return Duration.ofSeconds(number(text, start, text.length(), most));
    }
    int digits = text.length() - point - 1;
    long nanos = number(text, point + 1, text.length(), Long.MAX_VALUE);
    for (int i = digits; i < NANOSECOND_DIGITS; i++) {
      nanos *= 10;
    }
    return Duration.ofSeconds(number(text, start, point, most), nanos);
  }

  /** The digits from start to end as a number. */
  private static long number(String text, int start, int end, long most) {
    if (end <= start || end - start > NANOSECOND_DIGITS) {
      throw new NumberFormatException(text);
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        throw new NumberFormatException(text);
      }
      value = 10 * value + (digit - '0');
    }
    if (value > most) {
      throw new NumberFormatException(text);
    }
    return value;
  }
}
