package org.smoothadv.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;

/** One case of the reference implementation: parameters, arrays in and out, tolerances. */
public final class GoldenCase {
  /** How the reference names what belongs to the network behind its normalisation layer. */
  private static final String NETWORK = "1.";

  private final Path folder;
  private final JsonObject description;

  private GoldenCase(Path folder, JsonObject description) {
    this.folder = folder;
    this.description = description;
  }

  /** The folder of all cases; where there is none, the test that asks is skipped. */
  public static Path root() {
    String property = System.getProperty("golden.dir");
    assumeTrue(property != null, "the system property golden.dir is not set");
    Path root = Path.of(property);
    assumeTrue(Files.isDirectory(root), () -> "there is no folder " + root);
    return root;
  }

  /**
   * Every case, by name.
   *
   * @throws IOException if a case cannot be read or there is none
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
    if (cases.isEmpty()) {
      throw new IOException(root() + " has no cases");
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

  /**
   * A number that the reference computed.
   *
   * @throws IllegalArgumentException if the case has none of this name
   */
  public double number(String name) {
    return member("outputs", name).getAsDouble();
  }

  /**
   * All float32 outputs whose names begin with the prefix, by the names of the network's variables:
   * {@code after1/1.fc.bias} under {@code after1/} is {@code fc.bias}.
   *
   * @throws IOException if one cannot be read or there is none
   */
  public Map<String, Npy> variables(String prefix) throws IOException {
    Map<String, Npy> variables = new LinkedHashMap<>();
    for (String name : description.getAsJsonObject("outputs").keySet()) {
      if (name.startsWith(prefix + NETWORK)) {
        Npy array = output(name);
        if (array.type().equals("float32")) {
          variables.put(name.substring(prefix.length() + NETWORK.length()), array);
        }
      }
    }
    if (variables.isEmpty()) {
      throw new IOException(folder + ": no outputs begin with " + prefix + NETWORK);
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
   * The weights and BN statistics of the network of this case, by PyTorch's names and in its
   * layouts ({@code conv1.weight [out,in,height,width]}, {@code fc.weight [classes,features]}).
   *
   * @throws IOException if they cannot be read or are not as described
   */
  public NamedTensors weights() throws IOException {
    Path checkpoint = folder.resolve(description.get("checkpoint").getAsString()).normalize();
    JsonObject manifest = readJson(checkpoint.resolve("manifest.json"));
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (JsonElement element : manifest.getAsJsonArray("state_dict")) {
      JsonObject entry = element.getAsJsonObject();
      String key = entry.get("key").getAsString();
      if (!key.startsWith(NETWORK)) {
        throw new IOException(checkpoint + ": the name " + key + " does not begin with " + NETWORK);
      }
      if (entry.get("dtype").getAsString().equals("float32")) {
        tensors.put(key.substring(NETWORK.length()), array(checkpoint, entry).floats());
      }
    }
    return NamedTensors.of(tensors);
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
