package org.smoothadv.internal.command.option;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.IStringConverterInstanceFactory;
import com.beust.jcommander.Parameter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;

/**
 * How the values of options are read, by type. What cannot be read is answered with the option, the
 * value and what would be accepted.
 */
public final class OptionConverters implements IStringConverterInstanceFactory {
  @Override
  public IStringConverter<?> getConverterInstance(
      Parameter parameter, Class<?> type, String option) {
    if (type.equals(Double.class) || type.equals(double.class)) {
      return text ->
          decimal(text).orElseThrow(() -> refused(option, text, "a number such as 0.5 or 127/255"));
    }
    if (type.equals(Integer.class) || type.equals(int.class)) {
      return text -> Math.toIntExact(whole(option, text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    if (type.equals(Long.class) || type.equals(long.class)) {
      return text -> whole(option, text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type.equals(Path.class)) {
      return text -> path(option, text);
    }
    if (type.equals(Boolean.class) || type.equals(boolean.class)) {
      return text -> truth(option, text);
    }
    if (type.equals(NormalizationChoice.class)) {
      return NormalizationChoice::new;
    }
    if (type.equals(NoiseSeed.class)) {
      return text ->
          NoiseSeed.parse(text).orElseThrow(() -> refused(option, text, NoiseSeed.ACCEPTED));
    }
    if (type.isEnum()) {
      return text -> constant(option, text, (Enum<?>[]) type.getEnumConstants());
    }
    return null;
  }

  /** A finite number as {@code 0.5} or as a quotient such as {@code 127/255}. */
  private static Optional<Double> decimal(String text) {
    try {
      int slash = text.indexOf('/');
      double value =
          slash < 0
              ? Double.parseDouble(text)
              : Double.parseDouble(text.substring(0, slash))
                  / Double.parseDouble(text.substring(slash + 1));
      return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long whole(String option, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below, with what is accepted.
    }
    boolean small = text.startsWith("-");
    throw refused(
        option, text, "a whole number, at " + (small ? "least " + least : "most " + most));
  }

  private static boolean truth(String option, String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw refused(option, text, "true or false");
  }

  /** Reads the path of a file or folder. */
  public static Path path(String option, String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Answered below, with what is accepted.
    }
    throw refused(option, text, "the path of a file or folder");
  }

  private static Enum<?> constant(String option, String text, Enum<?>... constants) {
    return Arrays.stream(constants)
        .filter(constant -> EnumNames.of(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    option,
                    text,
                    Arrays.stream(constants)
                        .map(EnumNames::of)
                        .collect(Collectors.joining(", ", "one of ", ""))));
  }

  private static InvalidInputException refused(String option, String text, String accepted) {
    return OptionParser.refused(option, " is '%s'; accepted is %s", text, accepted);
  }
}
