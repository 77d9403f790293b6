package org.smoothadv.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smoothadv.files.AtomicFile;
import org.tensorflow.proto.GraphDef;

/**
 * Serialised graphs: {@code NAME.pb} is the GraphDef, {@code NAME.json} says what it was built from
 * and how it is fed and fetched.
 */
public final class GraphFiles {
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private GraphFiles() {}

  /**
   * Writes a graph, replacing one of the same name.
   *
   * @param name of both files, without ending
   * @param description written as JSON
   * @throws IOException if a file cannot be written
   */
  public static Path write(Path folder, String name, GraphDef graph, GraphDescription description)
      throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".pb");
    AtomicFile.write(file, channel -> graph.writeTo(Channels.newOutputStream(channel)));
    byte[] text = (JSON.toJson(description) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.resolve(name + ".json"), text);
    return file;
  }
}
