package org.smoothadv.internal.results.report;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.results.figure.TrainingCurves;
import org.smoothadv.internal.results.source.Reach;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Normalization;

/** What a run's folder tells besides its logs: configuration, training curves, examples. */
final class RunSection {
  /** Characters of a value that has a line of its own. */
  private static final int LONG = 30;

  private static final Gson GSON = new Gson();

  private final Path folder;
  private final Reach reach;
  private final Pictures pictures;

  RunSection(Path folder, Reach reach, Pictures pictures) {
    this.folder = folder;
    this.reach = reach;
    this.pictures = pictures;
  }

  String html(String id, String name) throws IOException {
    return "<section>\n"
        + Html.heading(2, id, "Run " + name)
        + settings()
        + trainingCurves()
        + Examples.of(folder, reach, pictures)
        + "</section>\n";
  }

  private String settings() throws IOException {
    Path file = folder.resolve("run.json");
    if (!reach.hasFile(file)) {
      return "";
    }
    try {
      StringBuilder html = new StringBuilder("<dl class=\"settings\">\n");
      addSettings("", JsonParser.parseString(TextFile.read(file)).getAsJsonObject(), html);
      return html.append("</dl>\n").toString();
    } catch (JsonParseException | IllegalStateException | CharacterCodingException e) {
      throw new InvalidInputException(file + " is not a JSON object: mend it, or remove it", e);
    }
  }

  /** What is in the object "configuration" speaks for itself; other objects are named. */
  private static void addSettings(String prefix, JsonObject object, StringBuilder html) {
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      String key = prefix + entry.getKey();
      JsonElement value = entry.getValue();
      Optional<String> normalization =
          entry.getKey().equals("normalization") ? normalization(value, object) : Optional.empty();
      if (normalization.isPresent()) {
        html.append(setting(key, normalization.get()));
      } else if (value instanceof JsonObject inner) {
        addSettings(key.equals("configuration") ? "" : key + ".", inner, html);
      } else {
        html.append(setting(key, text(value)));
      }
    }
  }

  private static String setting(String key, String value) {
    return "<div%s><dt>%s</dt><dd>%s</dd></div>\n"
        .formatted(
            value.length() > LONG ? " class=\"long\"" : "",
            Html.escaped(key),
            Html.escaped(value.isEmpty() ? "\u2013" : value));
  }

  /** A list's values without its brackets. */
  private static String text(JsonElement value) {
    return value instanceof JsonArray list
        ? list.asList().stream().map(RunSection::text).collect(Collectors.joining(", "))
        : value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** The normalisation in the words of the command line; empty where it is none. */
  private static Optional<String> normalization(JsonElement value, JsonObject configuration) {
    if (!(value instanceof JsonObject)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(GSON.fromJson(value, Normalization.class))
          .map(it -> it.text(standard(configuration, it.channels())));
    } catch (RuntimeException e) {
      return Optional.empty(); // Shown as it is written.
    }
  }

  private static Normalization standard(JsonObject configuration, int channels) {
    JsonElement architecture = configuration.get("architecture");
    return Architectures.standardNormalization(
        architecture == null ? "" : architecture.getAsString(), channels);
  }

  private String trainingCurves() throws IOException {
    Path file = folder.resolve("train.tsv");
    if (!reach.hasFile(file)) {
      return "";
    }
    TrainingCurves curves = TrainingCurves.read(file);
    if (curves.epochs() == 0) {
      return Html.paragraph("No epoch of the training is finished yet.");
    }
    StringBuilder html = new StringBuilder("<div class=\"row\">\n");
    curves
        .svg("_loss", "cross-entropy loss")
        .ifPresent(svg -> html.append(Html.chart(svg, "Loss in training")));
    curves
        .svg("_acc", "accuracy")
        .ifPresent(svg -> html.append(Html.chart(svg, "Accuracy in training")));
    return html.append("</div>\n").toString();
  }
}
