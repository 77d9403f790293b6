package org.smoothadv.input;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A value that a setting cannot have. Whoever throws it calls settings as the Java API does; a
 * caller to whom they are options, keys of a study or fields of a file says so with {@link
 * #message(UnaryOperator)}.
 */
public final class InvalidSettingException extends InvalidInputException {
  private static final long serialVersionUID = 1L;
  private static final Pattern REFERENCE = Pattern.compile("\\{([a-z][A-Za-z0-9]*)\\}");

  private final String field;
  private final String problem;
  private final String[] values;

  /**
   * Creates the error.
   *
   * @param field the setting at fault, such as {@code noiseSamples}
   * @param problem what is wrong and what is accepted, in which <code>{sigma}</code> is the name of
   *     a setting and {@code %s} stands for the next of the values
   * @param values numbers, or text of any origin
   */
  public InvalidSettingException(String field, String problem, Object... values) {
    this(Arrays.stream(values).map(Quoted::value).toArray(String[]::new), field, problem);
  }

  private InvalidSettingException(String[] values, String field, String problem) {
    super(text(problem, values, UnaryOperator.identity()));
    this.field = field;
    this.problem = problem;
    this.values = values;
  }

  /**
   * Refuses a value.
   *
   * @param holds whether it is accepted
   * @param otherwise what is accepted; <code>{sigma}</code> is the name of a setting
   * @throws InvalidSettingException if it is not
   */
  public static void require(boolean holds, String field, Object value, String otherwise) {
    if (!holds) {
      throw new InvalidSettingException(field, "{" + field + "} is %s; " + otherwise, value);
    }
  }

  /**
   * Does something that depends on a setting.
   *
   * @throws InvalidSettingException for that setting, if the action refuses something
   */
  public static <T> T forSetting(String field, Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidInputException e) {
      throw new InvalidSettingException(field, "{" + field + "}: %s", e.getMessage()).because(e);
    }
  }

  /** The same, with the failure behind it. */
  public InvalidSettingException because(Throwable failure) {
    initCause(failure);
    return this;
  }

  /** The setting at fault, as the Java API calls it. */
  public String field() {
    return field;
  }

  /** The setting at fault, and behind it those that its fault depends on. */
  public List<String> fields() {
    return Stream.concat(
            Stream.of(field), REFERENCE.matcher(problem).results().map(found -> found.group(1)))
        .distinct()
        .toList();
  }

  @Override
  public String message(UnaryOperator<String> names) {
    return Quoted.message(text(problem, values, names));
  }

  @Override
  InvalidInputException at(String place) {
    String[] placed = Stream.concat(Stream.of(place), Arrays.stream(values)).toArray(String[]::new);
    return new InvalidSettingException(placed, field, "%s: " + problem).because(this);
  }

  private static String text(String problem, String[] values, UnaryOperator<String> names) {
    String named =
        REFERENCE
            .matcher(problem)
            .replaceAll(reference -> names.apply(reference.group(1)).replace("%", "%%"));
    return named.formatted((Object[]) values);
  }
}
