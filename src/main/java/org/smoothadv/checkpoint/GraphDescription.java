package org.smoothadv.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;

/**
 * What a stored graph is and how it is run.
 *
 * @param kind {@code training} or {@code votes}
 * @param configuration what it was built from, written as JSON
 * @param feeds tensor names by what they take
 * @param fetches tensor names by what they give
 */
public record GraphDescription(
    String kind, Object configuration, Map<String, String> feeds, Map<String, String> fetches) {
  /** Describes the ends of a graph. */
  public static GraphDescription of(
      String kind,
      Object configuration,
      Map<String, ? extends Operand<?>> feeds,
      Map<String, ? extends Operand<?>> fetches) {
    return new GraphDescription(kind, configuration, names(feeds), names(fetches));
  }

  private static Map<String, String> names(Map<String, ? extends Operand<?>> ends) {
    Map<String, String> names = new LinkedHashMap<>();
    ends.forEach(
        (end, operand) ->
            names.put(end, operand.asOutput().op().name() + ":" + operand.asOutput().index()));
    return names;
  }
}
