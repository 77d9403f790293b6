package org.smoothadv.input;

import java.math.BigDecimal;

/** Text that comes from a file, made fit for a message. */
public final class Quoted {
  private static final int MAX_LENGTH = 80;

  private static final int MAX_MESSAGE_LENGTH = 1500;

  /** What a message ends with: it says what helps. */
  private static final int MESSAGE_END = 500;

  private Quoted() {}

  /**
   * The text in single quotes: at most 80 characters of it, and nothing among them that a terminal
   * would obey (controls, direction marks, lone surrogates are written as their code points).
   */
  public static String of(String text) {
    return between("'", text);
  }

  /** As {@link #of}, without the quotes. */
  public static String plain(String text) {
    return between("", text);
  }

  private static String between(String quote, String text) {
    StringBuilder quoted = new StringBuilder(quote);
    text.codePoints().limit(MAX_LENGTH).forEach(c -> append(quoted, c));
    quoted.append(quote);
    // Longer in code points, that is; a char may be half of one.
    return text.codePointCount(0, text.length()) > MAX_LENGTH
        ? quoted.append(" ...").toString()
        : quoted.toString();
  }

  /**
   * A whole message, parts of which may come from a file: in two lines at most, without characters
   * that a terminal would obey, and cut in its middle where it is longer than any message should
   * be.
   */
  static String message(String text) {
    StringBuilder message = new StringBuilder();
    // Twice, as what stands for a character is longer than it.
    cut(text).codePoints().forEach(c -> appendInMessage(message, c));
    return cut(message.toString());
  }

  private static String cut(String text) {
    return text.length() <= MAX_MESSAGE_LENGTH
        ? text
        : text.substring(0, MAX_MESSAGE_LENGTH - MESSAGE_END)
            + " ... "
            + text.substring(text.length() - MESSAGE_END);
  }

  private static void appendInMessage(StringBuilder message, int codePoint) {
    if (codePoint == '\n' && message.indexOf("\n") < 0) {
      message.append('\n');
    } else {
      append(message, codePoint);
    }
  }

  /** A value as people write it: a number without an exponent or a fraction of zero. */
  public static String value(Object value) {
    return value instanceof Double number
            && (number == 0 || (Math.abs(number) < 1e15 && Math.abs(number) >= 1e-9))
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : String.valueOf(value);
  }

  private static void append(StringBuilder quoted, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          quoted.append("\\u{%x}".formatted(codePoint));
      default -> quoted.appendCodePoint(codePoint);
    }
  }
}
