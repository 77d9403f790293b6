package org.smoothadv.input;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Messages about the values of options, told of the file that the values come from: nobody is to
 * look for an option that was not given.
 */
public final class FieldNames {
  private static final Pattern OPTION = Pattern.compile("--([a-z][a-z0-9-]*)");

  /** Fields of JSON files that are not called as their options are. */
  private static final Map<String, String> OTHERS =
      Map.of("arch", "architecture", "eval-limit", "evaluationLimit");

  private FieldNames() {}

  /** With the fields of JSON files: {@code --noise-samples} becomes {@code 'noiseSamples'}. */
  public static String inJson(String message) {
    return OPTION
        .matcher(message)
        .replaceAll(
            option -> "'" + OTHERS.getOrDefault(option.group(1), camelCase(option.group(1))) + "'");
  }

  /** With the settings of studies: {@code --noise-samples} becomes {@code 'noise-samples'}. */
  public static String inStudy(String message) {
    return OPTION.matcher(message).replaceAll("'$1'");
  }

  private static String camelCase(String hyphened) {
    StringBuilder name = new StringBuilder();
    for (String word : hyphened.split("-", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
