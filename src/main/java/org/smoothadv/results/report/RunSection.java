package org.smoothadv.results.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.TextFile;
import org.smoothadv.results.figure.TrainingCurves;

/** What a run's folder tells besides its logs: configuration, training curves, examples. */
final class RunSection {
  private final Path folder;

  RunSection(Path folder) {
    this.folder = folder;
  }

  String html(String id, String name) throws IOException {
    return "<section>\n"
        + Html.heading(2, id, "Run " + name)
        + settings()
        + trainingCurves()
        + Examples.of(folder)
        + "</section>\n";
  }

  private String settings() throws IOException {
    Path file = folder.resolve("run.json");
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
      if (value instanceof JsonObject inner) {
        addSettings(key.equals("configuration") ? "" : key + ".", inner, html);
      } else {
        String text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
        html.append(
            "<div><dt>%s</dt><dd>%s</dd></div>\n"
                .formatted(Html.escaped(key), Html.escaped(text.isEmpty() ? "\u2013" : text)));
      }
    }
  }

  private String trainingCurves() throws IOException {
    Path file = folder.resolve("train.tsv");
    if (!Files.exists(file)) {
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
