package org.smoothadv.internal.command.option;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;

/**
 * Checks the words after a command against the options that the command has: every word is an
 * option, the value of one, or an argument where the command takes some; nothing is given twice and
 * nothing required is missing. What JCommander is handed is then right but for the values. Its own
 * checks take the option that follows for the value that is missing and an unknown option for an
 * argument, and do not say what would be accepted.
 */
final class OptionWords {
  private static final Set<String> TRUTH_VALUES = Set.of("true", "false");

  private final Map<String, ParameterDescription> options = new TreeMap<>();
  private final boolean takesArguments;

  /** Prepares the check of a parser's options. */
  OptionWords(JCommander parser) {
    for (ParameterDescription option : parser.getParameters()) {
      for (String name : option.getParameterAnnotation().names()) {
        options.put(name, option);
      }
    }
    takesArguments = parser.getMainParameterValue() != null;
  }

  /**
   * Checks the words.
   *
   * @return the words, with {@code --option=value} written as two, and with the value of a switch
   *     that may go without one
   * @throws InvalidInputException naming the first word that is wrong, or what is missing
   */
  List<String> check(List<String> given) {
    List<String> words = separated(given);
    List<String> checked = new ArrayList<>();
    Set<ParameterDescription> seen = new HashSet<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      ParameterDescription option = options.get(word);
      if (option == null) {
        requireArgument(word);
        checked.add(word);
        continue;
      }
      if (!seen.add(option) && !isCollection(option)) {
        throw OptionParser.refused(word, " is given twice");
      }
      String next = i + 1 < words.size() ? words.get(i + 1) : "--";
      checked.add(word);
      boolean anyValue = !takesArguments && !next.startsWith("-");
      if (mayLackValue(option) && !anyValue && !TRUTH_VALUES.contains(next)) {
        checked.add("true");
      } else if (takesValue(option)) {
        requireValue(word, option, next);
        checked.add(next);
        i++;
      }
    }
    requireAll(seen);
    return checked;
  }

  /** A switch to which a study, or who continues a run, gives its value. */
  private static boolean mayLackValue(ParameterDescription option) {
    Parameter annotation = option.getParameterAnnotation();
    return option.getParameterized().getType().equals(Boolean.class)
        && annotation.placeholder().isEmpty();
  }

  private List<String> separated(List<String> given) {
    List<String> words = new ArrayList<>();
    for (String word : given) {
      int equals = word.indexOf('=');
      if (equals > 0 && options.containsKey(word.substring(0, equals))) {
        words.add(word.substring(0, equals));
        words.add(word.substring(equals + 1));
      } else {
        words.add(word);
      }
    }
    return words;
  }

  private void requireArgument(String word) {
    if (word.isBlank()) {
      throw new InvalidInputException("an argument is empty");
    }
    if (word.startsWith("-")) {
      throw new InvalidInputException("there is no option '" + word + "'");
    }
    if (!takesArguments) {
      throw new InvalidInputException("'" + word + "' is neither an option nor the value of one");
    }
  }

  private static void requireValue(String name, ParameterDescription option, String value) {
    if (value.startsWith("--")) {
      throw OptionParser.refused(name, " is without its value: %s", option.getDescription());
    }
  }

  private void requireAll(Set<ParameterDescription> seen) {
    for (ParameterDescription option : options.values()) {
      if (option.getParameterAnnotation().required() && !seen.contains(option)) {
        throw OptionParser.refused(
            option.getParameterAnnotation().names()[0], " is missing: %s", option.getDescription());
      }
    }
  }

  private static boolean takesValue(ParameterDescription option) {
    Parameter annotation = option.getParameterAnnotation();
    Class<?> type = option.getParameterized().getType();
    boolean isSwitch = type.equals(boolean.class) || type.equals(Boolean.class);
    return annotation.arity() == 1 || !isSwitch;
  }

  private static boolean isCollection(ParameterDescription option) {
    return Collection.class.isAssignableFrom(option.getParameterized().getType());
  }
}
