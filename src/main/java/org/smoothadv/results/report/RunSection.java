package org.smoothadv.results.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.figure.TrainingCurves;
import org.smoothadv.results.source.FolderFiles;
import org.smoothadv.results.table.Cell;
import org.smoothadv.results.table.Column;
import org.smoothadv.results.table.Grid;

/** What a run's folder tells besides its logs: configuration, training curves, examples. */
final class RunSection {
  /** So that the page stays below a few megabytes. */
  private static final int MOST_EXAMPLES = 60;

  private final Path folder;

  RunSection(Path folder) {
    this.folder = folder;
  }

  String html(String name) throws IOException {
    return "<section>\n"
        + Html.heading(2, "Run " + name)
        + configuration()
        + trainingCurves()
        + examples()
        + "</section>\n";
  }

  private String configuration() throws IOException {
    Path file = folder.resolve("run.json");
    List<List<Cell>> rows = new ArrayList<>();
    try {
      addRows("", JsonParser.parseString(Files.readString(file)).getAsJsonObject(), rows);
    } catch (JsonParseException | IllegalStateException e) {
      throw new InvalidInputException(file + " is not a JSON object: mend it, or remove it", e);
    }
    Grid grid = new Grid(List.of(new Column("setting", false), new Column("value", false)), rows);
    return "<details open><summary>Configuration</summary>\n"
        + Html.table("As run.json tells", grid)
        + "</details>\n";
  }

  private static void addRows(String prefix, JsonObject object, List<List<Cell>> rows) {
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      if (entry.getValue() instanceof JsonObject inner) {
        addRows(prefix + entry.getKey() + ".", inner, rows);
      } else {
        JsonElement value = entry.getValue();
        String text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
        rows.add(List.of(new Cell(prefix + entry.getKey(), false), new Cell(text, false)));
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
    Optional<byte[]> losses = curves.png("_loss", "cross-entropy loss");
    losses.ifPresent(png -> html.append(Html.figure("chart", png, "Loss in training")));
    Optional<byte[]> accuracies = curves.png("_acc", "accuracy");
    accuracies.ifPresent(png -> html.append(Html.figure("chart", png, "Accuracy in training")));
    return html.append("</div>\n").toString();
  }

  /** PNG files in folders whose names begin with "examples". */
  private String examples() throws IOException {
    List<Path> files = FolderFiles.below(folder).files().stream().filter(this::isExample).toList();
    if (files.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder(Html.heading(3, "Adversarial examples"));
    html.append("<div class=\"row\">\n");
    for (Path file : files.subList(0, Math.min(files.size(), MOST_EXAMPLES))) {
      html.append(
          Html.figure("example", Files.readAllBytes(file), folder.relativize(file).toString()));
    }
    html.append("</div>\n");
    if (files.size() > MOST_EXAMPLES) {
      html.append(
          Html.paragraph("%d more are in the folder.".formatted(files.size() - MOST_EXAMPLES)));
    }
    return html.toString();
  }

  private boolean isExample(Path file) {
    Path parent = folder.relativize(file).getParent();
    return file.toString().endsWith(".png")
        && parent != null
        && parent.getFileName().toString().startsWith("examples");
  }
}
