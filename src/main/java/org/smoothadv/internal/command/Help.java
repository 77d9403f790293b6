package org.smoothadv.internal.command;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.smoothadv.input.EnumNames;

/** The text of {@code --help}: options by category, with what they take and their defaults. */
final class Help {
  private static final int WIDTH = 100;
  private static final int COLUMN = 34;

  private Help() {}

  /** The name by which a command is called. */
  static String nameOf(Command command) {
    return command.getClass().getAnnotation(Parameters.class).commandNames()[0];
  }

  static String ofProgram(List<Command> commands) {
    StringBuilder text = new StringBuilder();
    text.append("smoothadv COMMAND [options]\n\n");
    text.append("Train, attack and certify smoothed image classifiers (Salman et al. 2019).\n\n");
    for (Command command : commands) {
      text.append(entry("  " + nameOf(command), descriptionOf(command)));
    }
    text.append(
        "\nsmoothadv COMMAND --help describes a command. @FILE stands for the words in that file.\n");
    return text.toString();
  }

  static String ofCommand(Command command, JCommander parser) {
    StringBuilder text = new StringBuilder();
    String name = nameOf(command);
    ParameterDescription main = parser.getMainParameterValue();
    text.append("smoothadv ").append(name);
    text.append(main == null ? "" : " " + main.getDescription()).append(" [options]\n\n");
    text.append(descriptionOf(command)).append(".\n");
    byCategory(parser)
        .forEach(
            (category, options) -> {
              text.append('\n').append(category).append('\n');
              options.forEach(option -> text.append(entry("  " + left(option), right(option))));
            });
    return text.toString();
  }

  private static Map<String, List<ParameterDescription>> byCategory(JCommander parser) {
    List<ParameterDescription> all = new ArrayList<>(parser.getParameters());
    all.removeIf(option -> option.getParameter().hidden());
    all.sort(
        Comparator.<ParameterDescription>comparingInt(option -> option.getParameter().order())
            .thenComparing(ParameterDescription::getNames));
    Map<String, List<ParameterDescription>> categories = new LinkedHashMap<>();
    for (ParameterDescription option : all) {
      String category = option.getCategory().isEmpty() ? "General" : option.getCategory();
      categories.computeIfAbsent(category, key -> new ArrayList<>()).add(option);
    }
    return categories;
  }

  private static String descriptionOf(Command command) {
    return command.getClass().getAnnotation(Parameters.class).commandDescription();
  }

  private static String left(ParameterDescription option) {
    String placeholder = option.getParameterAnnotation().placeholder();
    return option.getNames() + (placeholder.isEmpty() ? "" : " " + placeholder);
  }

  private static String right(ParameterDescription option) {
    Object value = option.getDefault();
    boolean shown =
        value != null
            && !(value instanceof Boolean)
            && !value.toString().isEmpty()
            && !(value instanceof List<?> list && list.isEmpty());
    return option.getDescription() + (shown ? " (" + word(value) + ")" : "");
  }

  private static String word(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Help::word).collect(Collectors.joining(","));
    }
    return value instanceof Enum<?> constant ? EnumNames.of(constant) : value.toString();
  }

  /** Two columns; the right one is wrapped. */
  private static String entry(String left, String right) {
    StringBuilder text = new StringBuilder(left);
    int column = left.length();
    if (column >= COLUMN - 1) {
      text.append('\n');
      column = 0;
    }
    text.append(" ".repeat(COLUMN - column));
    column = COLUMN;
    for (String word : right.split(" ", -1)) {
      if (column + word.length() >= WIDTH) {
        text.append('\n').append(" ".repeat(COLUMN));
        column = COLUMN;
      }
      text.append(word).append(' ');
      column += word.length() + 1;
    }
    return text.toString().stripTrailing() + "\n";
  }
}
