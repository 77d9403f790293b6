package org.smoothadv.internal.command.option;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.ParameterException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;

/** Reads words into objects that declare options as JCommander parameters. */
public final class OptionParser {
  /** Options that are shorter than the names of the Java API. */
  private static final Map<String, String> SHORTER =
      Map.of(
          "architecture", "arch", "evaluationLimit", "evalLimit", "evaluationShare", "evalShare");

  private final JCommander parser;

  /** Prepares for the options that these objects declare together. */
  public OptionParser(Object... declaring) {
    JCommander.Builder builder = JCommander.newBuilder();
    for (Object object : declaring) {
      builder.addObject(object);
    }
    parser =
        builder
            .allowAbbreviatedOptions(false)
            .expandAtSign(false)
            .addConverterInstanceFactory(new OptionConverters())
            .build();
    parser.createDescriptions();
  }

  /** The options as they are declared. */
  public JCommander declared() {
    return parser;
  }

  /** The names of all options, such as {@code --sigma}. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    parser
        .getParameters()
        .forEach(option -> names.addAll(List.of(option.getParameterAnnotation().names())));
    return names;
  }

  /** The values of the options by name, null for those that have none. */
  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    for (ParameterDescription option : parser.getParameters()) {
      Object value = option.getParameterized().get(option.getObject());
      for (String name : option.getParameterAnnotation().names()) {
        values.put(name, value);
      }
    }
    return values;
  }

  /** The option that sets what the Java API calls so: {@code --noise-samples}. */
  public static String option(String field) {
    String name = SHORTER.getOrDefault(field, field);
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** What is wrong with an option, in words that follow its name. */
  static InvalidSettingException refused(String option, String problem, Object... values) {
    String name =
        Pattern.compile("-([a-z])")
            .matcher(option.substring(2))
            .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    String field =
        SHORTER.entrySet().stream()
            .filter(entry -> entry.getValue().equals(name))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(name);
    return new InvalidSettingException(field, "{" + field + "}" + problem, values);
  }

  /**
   * Reads options and their values.
   *
   * @throws InvalidInputException if an option does not exist, is missing, or its value cannot be
   *     read
   */
  public void parse(List<String> words) {
    try {
      parser.parse(new OptionWords(parser).check(words).toArray(String[]::new));
    } catch (ParameterException e) {
      throw new InvalidInputException(e.getMessage(), e);
    }
  }
}
