package org.smoothadv.checkpoint;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.internal.files.AtomicFile;
import org.smoothadv.internal.files.DescriptionJson;
import org.tensorflow.Operand;
import org.tensorflow.proto.GraphDef;

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

  /**
   * Writes the graph as {@code NAME.pb}, a GraphDef, and this description as {@code NAME.json};
   * files of these names are replaced.
   *
   * @param name of both files, without ending
   * @return the file of the graph
   * @throws IOException if a file cannot be written
   */
  public Path write(Path folder, String name, GraphDef graph) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".pb");
    AtomicFile.write(file, channel -> graph.writeTo(Channels.newOutputStream(channel)));
    byte[] text = DescriptionJson.text(this).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.resolve(name + ".json"), text);
    return file;
  }
}
