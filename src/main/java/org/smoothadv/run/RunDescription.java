package org.smoothadv.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.files.DescriptionJson;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;

/**
 * What run.json says.
 *
 * @param format 1, the version of this layout
 * @param classes the number of classes of the network
 * @param trainingImages the number of labelled images it is trained on; 0 where that is not known,
 *     as of an imported run
 * @param unlabelledImages the number of pseudo-labelled images it is trained on besides
 * @param fineTuneDigest {@link Checkpoint#digest} of the checkpoint that it started from; empty for
 *     a fresh network
 * @param configuration what determines the run
 * @param machine where it began
 * @param origin the file that its weights were imported from; null where they were not
 */
public record RunDescription(
    int format,
    int classes,
    int trainingImages,
    int unlabelledImages,
    String fineTuneDigest,
    TrainingConfiguration configuration,
    Machine machine,
    RunOrigin origin) {
  private static final int FORMAT = 1;
  private static final Pattern PLACE = Pattern.compile("at (line \\d+ column \\d+ )?path \\S+");

  /** Keys that came later, and what runs without them did. */
  private static final JsonObject EARLIER =
      JsonParser.parseString("{unlabelledImages: 0, fineTuneDigest: ''}").getAsJsonObject();

  /** The same for keys of the configuration. */
  private static final JsonObject EARLIER_CONFIGURATION =
      JsonParser.parseString(
              "{gradient: plugin, attackTarget: smoothed, noiseAfterAttack: true,"
                  + " imageSize: 32, unlabelled: '', unlabelledWeight: 0.0, fineTune: '',"
                  + " devices: [], inverseTemperature: 1.0, precision: float32}")
          .getAsJsonObject();

  /** The same for keys of the machine. */
  private static final JsonObject EARLIER_MACHINE =
      JsonParser.parseString("{tuning: {kernels: onednn, attackRows: 0}}").getAsJsonObject();

  public RunDescription {
    Objects.requireNonNull(configuration, "'configuration' is missing");
    Objects.requireNonNull(machine, "'machine' is missing");
  }

  /** Describes a run of this version of the program, of a fresh network on labelled images. */
  public RunDescription(
      int classes, int trainingImages, TrainingConfiguration configuration, Machine machine) {
    this(classes, trainingImages, 0, "", configuration, machine);
  }

  /** Describes a run of this version of the program. */
  public RunDescription(
      int classes,
      int trainingImages,
      int unlabelledImages,
      String fineTuneDigest,
      TrainingConfiguration configuration,
      Machine machine) {
    this(
        FORMAT,
        classes,
        trainingImages,
        unlabelledImages,
        fineTuneDigest,
        configuration,
        machine,
        null);
  }

  /** Describes a run whose weights were trained elsewhere. */
  public static RunDescription imported(
      int classes, TrainingConfiguration configuration, Machine machine, RunOrigin origin) {
    return new RunDescription(FORMAT, classes, 0, 0, "", configuration, machine, origin);
  }

  /** Describes this run as it goes on, on so many labelled images. */
  public RunDescription continued(int images, TrainingConfiguration changed) {
    return new RunDescription(
        FORMAT, classes, images, unlabelledImages, fineTuneDigest, changed, machine, origin);
  }

  /**
   * The architecture of the run's classifier.
   *
   * @throws org.smoothadv.input.InvalidInputException if there is none of that name
   */
  public Network network() {
    return Architectures.named(
        configuration.network().architecture(),
        classes,
        configuration.data().imageSize(),
        configuration.network().normalization());
  }

  /**
   * Checks that there are its architecture and its dataset.
   *
   * @throws org.smoothadv.input.InvalidInputException if there are not, naming the field
   */
  void requireKnown() {
    InvalidInputException.at("'architecture'", this::network);
    InvalidInputException.at(
        "'dataset'", () -> Datasets.requireKnown(configuration.data().dataset()));
    InvalidInputException.at(
        "'imageSize'",
        () ->
            Datasets.requireShape(
                configuration.data().dataset(), configuration.data().imageSize()));
  }

  /** The text of run.json: as before machines were tuned, where this one is not. */
  String toJson() {
    JsonObject json = DescriptionJson.FORMAT.toJsonTree(this).getAsJsonObject();
    if (machine.tuning().equals(Tuning.DEFAULT)) {
      json.getAsJsonObject("machine").remove("tuning");
    }
    return DescriptionJson.text(json);
  }

  /**
   * Reads the text of run.json.
   *
   * @throws JsonParseException if it is no JSON or not a description as this version writes it; the
   *     message is one line and says where
   */
  static RunDescription fromJson(String json) {
    try {
      JsonElement parsed = JsonParser.parseString(json);
      addWhatEarlierVersionsLack(parsed);
      RunDescription description = DescriptionJson.FORMAT.fromJson(parsed, RunDescription.class);
      if (description == null || description.format != FORMAT) {
        throw new JsonParseException("it is not the description of a run in format " + FORMAT);
      }
      JsonObject content = parsed.getAsJsonObject();
      requireEqual(DescriptionJson.FORMAT.toJsonTree(description).getAsJsonObject(), content);
      return description;
    } catch (JsonSyntaxException e) {
      Matcher place = PLACE.matcher(e.getMessage());
      throw new JsonParseException(place.find() ? place.group() : "it is not JSON", e);
    } catch (JsonParseException e) {
      throw e;
    } catch (RuntimeException e) {
      // So Gson passes on what a record's constructor throws.
      throw new JsonParseException(InvalidInputException.inJson(e), e);
    }
  }

  private static void addWhatEarlierVersionsLack(JsonElement description) {
    if (description instanceof JsonObject object
        && object.get("configuration") instanceof JsonObject configuration) {
      addMissing(object, EARLIER);
      addMissing(configuration, EARLIER_CONFIGURATION);
      if (object.get("machine") instanceof JsonObject machine) {
        addMissing(machine, EARLIER_MACHINE);
      }
      if (configuration.get("architecture") instanceof JsonPrimitive architecture) {
        JsonObject standard = new JsonObject();
        standard.add(
            "normalization",
            DescriptionJson.FORMAT.toJsonTree(
                Architectures.standardNormalization(architecture.getAsString())));
        addMissing(configuration, standard);
      }
    }
  }

  private static void addMissing(JsonObject object, JsonObject values) {
    values
        .asMap()
        .forEach(
            (name, value) -> {
              if (!object.has(name)) {
                object.add(name, value);
              }
            });
  }

  /** Gson reads 0 or null for what is missing, and passes over what it does not know. */
  private static void requireEqual(JsonObject expected, JsonObject actual) {
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      JsonElement read = expected.get(name);
      JsonElement stored = actual.get(name);
      if (read instanceof JsonObject object && stored instanceof JsonObject storedObject) {
        requireEqual(object, storedObject);
      } else if (!Objects.equals(read, stored)) {
        throw new JsonParseException(
            Quoted.of(name) + " is missing, or not as this version of the program writes it");
      }
    }
  }

  /**
   * Where the weights of an imported run come from.
   *
   * @param file the path of the file when it was imported
   * @param sha256 of its content, in hexadecimal
   */
  public record RunOrigin(String file, String sha256) {
    public RunOrigin {
      Objects.requireNonNull(file, "'file' of 'origin' is missing");
      Objects.requireNonNull(sha256, "'sha256' of 'origin' is missing");
    }

    /** Describes a file. */
    public static RunOrigin of(Path file) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        MessageDigest sha = Sha256.start();
        try (DigestOutputStream out =
            new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
          in.transferTo(out);
        }
        return new RunOrigin(
            file.toAbsolutePath().normalize().toString(), HexFormat.of().formatHex(sha.digest()));
      }
    }
  }
}
