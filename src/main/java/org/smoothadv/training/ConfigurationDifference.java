package org.smoothadv.training;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.input.EnumNames;
import org.smoothadv.network.Normalization;

/**
 * An option in which two configurations differ.
 *
 * @param option as users write it, such as {@code --noise-samples}
 * @param first its value in the first configuration
 * @param second its value in the second
 */
public record ConfigurationDifference(String option, String first, String second) {
  private static final Map<String, String> OTHER_NAMES =
      Map.of("architecture", "--arch", "evaluationLimit", "--eval-limit");

  /**
   * Compares configurations.
   *
   * @param passedOver options that may differ
   * @return the first difference, if there is one
   */
  public static Optional<ConfigurationDifference> between(
      TrainingConfiguration first, TrainingConfiguration second, Set<String> passedOver) {
    return Arrays.stream(TrainingConfiguration.class.getRecordComponents())
        .map(
            component ->
                new ConfigurationDifference(
                    option(component.getName()), value(component, first), value(component, second)))
        .filter(difference -> !difference.first.equals(difference.second))
        .filter(difference -> !passedOver.contains(difference.option))
        .findFirst();
  }

  private static String option(String name) {
    return OTHER_NAMES.getOrDefault(
        name, "--" + name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
  }

  private static String value(RecordComponent component, TrainingConfiguration configuration) {
    try {
      Object value = component.getAccessor().invoke(configuration);
      String text = value instanceof Enum<?> constant ? EnumNames.of(constant) : value.toString();
      if (value instanceof Normalization) {
        text = configuration.normalizationText();
      }
      return text.isEmpty() ? "none" : text;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record's accessors are public", e);
    }
  }
}
