package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One case of the reference implementation: parameters, arrays in and out, tolerances. */
public final class GoldenCase {
  private final Path folder;
  private final JsonObject description;

  private GoldenCase(Path folder, JsonObject description) {
    this.folder = folder;
    this.description = description;
  }

  /**
   * The folder of all cases: the system property golden.dir.
   *
   * @throws IOException if it is not set or there is no such folder
   */
  public static Path root() throws IOException {
    String property = System.getProperty("golden.dir");
    if (property == null || !Files.isDirectory(Path.of(property))) {
      throw new IOException(
          "the system property golden.dir names no folder of golden cases: " + property);
    }
    return Path.of(property);
  }

  /**
   * Every case that is a folder with a {@code case.json}, by name.
   *
   * @throws IOException if a case cannot be read
   */
  public static List<GoldenCase> all() throws IOException {
    List<GoldenCase> cases = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root())) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.exists(folder.resolve("case.json"))) {
          cases.add(read(folder));
        }
      }
    }
    return cases;
  }

  /**
   * Every case of a kind, by name.
   *
   * @throws IOException if a case cannot be read or there is none of that kind
   */
  public static List<GoldenCase> ofKind(String kind) throws IOException {
    List<GoldenCase> cases = all().stream().filter(golden -> golden.kind().equals(kind)).toList();
    if (cases.isEmpty()) {
      throw new IOException(root() + ": no case of kind " + kind);
    }
    return cases;
  }

  /**
   * Reads the description of a case; its arrays are read when asked for.
   *
   * @throws IOException if it cannot be read
   */
  public static GoldenCase read(Path folder) throws IOException {
    return new GoldenCase(folder, readJson(folder.resolve("case.json")));
  }

  /** The name of the case, that of its folder. */
  public String name() {
    return folder.getFileName().toString();
  }

  public Path folder() {
    return folder;
  }

  public String kind() {
    return description.get("kind").getAsString();
  }

  /**
   * A parameter.
   *
   * @throws IllegalArgumentException if the case has none of this name
   */
  public JsonElement parameter(String name) {
    return member("params", name);
  }

  boolean hasParameter(String name) {
    return description.has("params") && description.getAsJsonObject("params").has(name);
  }

  /** Fails where a parameter is given and is not what our code does. */
  public void requireParameter(String name, double only) {
    if (hasParameter(name)) {
      assertEquals(only, parameter(name).getAsDouble(), 1e-9, this + ": only this " + name);
    }
  }

  /** Fails where a switch is given and is not as our code does it. */
  public void requireParameter(String name, boolean only) {
    if (hasParameter(name)) {
      assertEquals(only, parameter(name).getAsBoolean(), this + ": only this " + name);
    }
  }

  /** Our name of the network's architecture. */
  public String architecture() {
    return GoldenNetwork.architecture(description, "architecture");
  }

  /** Whether outputs begin with this. */
  public boolean hasOutputs(String prefix) {
    return description.getAsJsonObject("outputs").keySet().stream()
        .anyMatch(name -> name.startsWith(prefix));
  }

  public boolean hasInput(String name) {
    JsonObject inputs = description.getAsJsonObject("inputs");
    return inputs != null && inputs.has(name);
  }

  /**
   * An array that the reference was given.
   *
   * @throws IOException if it cannot be read or is not as described
   */
  public Npy input(String name) throws IOException {
    return array(member("inputs", name).getAsJsonObject());
  }

  /**
   * An array that the reference computed.
   *
   * @throws IOException if it cannot be read or is not as described
   */
  public Npy output(String name) throws IOException {
    return array(member("outputs", name).getAsJsonObject());
  }

  /** What the description says of a table. */
  JsonObject file(String name) {
    return member("files", name).getAsJsonObject();
  }

  /**
   * A number that the reference computed.
   *
   * @throws IllegalArgumentException if the case has none of this name
   */
  public double number(String name) {
    return member("outputs", name).getAsDouble();
  }

  /**
   * All outputs whose names begin with the prefix, counters apart, by the names of the network's
   * variables: {@code after1/1.fc.bias} under {@code after1/} is {@code fc.bias}.
   *
   * @throws IOException if one cannot be read or there is none
   */
  public Map<String, Npy> variables(String prefix) throws IOException {
    Map<String, Npy> variables = new LinkedHashMap<>();
    for (String name : description.getAsJsonObject("outputs").keySet()) {
      if (name.startsWith(prefix + GoldenNetwork.PREFIX) && !name.endsWith(GoldenNetwork.COUNTER)) {
        variables.put(
            name.substring(prefix.length() + GoldenNetwork.PREFIX.length()), output(name));
      }
    }
    if (variables.isEmpty()) {
      throw new IOException(folder + ": no outputs begin with " + prefix + GoldenNetwork.PREFIX);
    }
    return variables;
  }

  /**
   * How near an output must come.
   *
   * @throws IllegalArgumentException if the case does not say
   */
  public Tolerance tolerance(String name) {
    return new Tolerance(name() + " " + name, member("tolerance", name).getAsJsonObject());
  }

  /** The numbers of a tolerance, for a comparison of single values. */
  JsonObject toleranceValues(String name) {
    return member("tolerance", name).getAsJsonObject();
  }

  /**
   * What the checkpoint of this case is.
   *
   * @throws IOException if it cannot be read
   */
  JsonObject manifest() throws IOException {
    return readJson(checkpoint().resolve("manifest.json"));
  }

  /**
   * A tensor of the checkpoint, as its manifest describes it.
   *
   * @throws IOException if it cannot be read or is not as described
   */
  Npy checkpointArray(JsonObject described) throws IOException {
    return array(checkpoint(), described);
  }

  private Path checkpoint() {
    return folder.resolve(description.get("checkpoint").getAsString()).normalize();
  }

  private Npy array(JsonObject described) throws IOException {
    return array(folder, described);
  }

  private static Npy array(Path folder, JsonObject described) throws IOException {
    Path file = folder.resolve(described.get("file").getAsString());
    Npy array = Npy.read(file);
    List<Long> shape =
        described.getAsJsonArray("shape").asList().stream().map(JsonElement::getAsLong).toList();
    if (!array.shape().equals(shape)) {
      throw new IOException(file + ": shape " + array.shape() + ", described as " + shape);
    }
    if (described.has("dtype") && !array.type().equals(described.get("dtype").getAsString())) {
      throw new IOException(
          file + ": type " + array.type() + ", described as " + described.get("dtype"));
    }
    return array;
  }

  private JsonElement member(String group, String name) {
    JsonObject members = description.getAsJsonObject(group);
    if (members == null || !members.has(name)) {
      throw new IllegalArgumentException(folder + ": case.json has no " + group + "." + name);
    }
    return members.get(name);
  }

  private static JsonObject readJson(Path file) throws IOException {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(file + ": not a JSON object", e);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
