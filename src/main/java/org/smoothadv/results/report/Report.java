package org.smoothadv.results.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.figure.CurveSet;
import org.smoothadv.results.figure.Figure;
import org.smoothadv.results.figure.FigureFormat;
import org.smoothadv.results.source.FolderFiles;
import org.smoothadv.results.source.LogFinder;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.LogCollection;
import org.smoothadv.results.table.AccuracyCells;
import org.smoothadv.results.table.ResultTable;
import org.smoothadv.results.table.TableKind;
import org.smoothadv.results.table.TableRequest;

/**
 * A page about a run, or a tree of runs: tables and curves of all its logs, then each run with its
 * configuration, training curves and adversarial examples, then the images of the logs. The page
 * needs no other file and no network.
 */
public final class Report {
  /** More curves than this are drawn as one envelope per sigma. */
  private static final int MOST_CURVES = 12;

  private final Path folder;
  private final List<Path> runs;
  private final LogCollection logs;

  private Report(Path folder, List<Path> runs, LogCollection logs) {
    this.folder = folder;
    this.runs = List.copyOf(runs);
    this.logs = logs;
  }

  /**
   * Gathers what there is to report.
   *
   * @throws InvalidInputException if the folder is none, or holds neither run nor log, or one of
   *     its files is corrupt
   * @throws IOException if reading fails
   */
  public static Report of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(folder + " is not a folder: give that of a run, or of runs");
    }
    List<Path> runs =
        FolderFiles.below(folder).files().stream()
            .filter(file -> file.endsWith("run.json"))
            .map(Path::getParent)
            .toList();
    LogCollection logs = LogCollection.load(LogFinder.below(folder));
    if (runs.isEmpty() && logs.certified().isEmpty() && logs.attacked().isEmpty()) {
      throw new InvalidInputException(
          folder + " holds no run.json and no log with images: there is nothing to report");
    }
    return new Report(folder, runs, logs);
  }

  /** What the user should know about the page. */
  public List<String> notices() {
    return logs.notices();
  }

  /** The page. */
  public String html() throws IOException {
    String title = "SmoothAdv: " + folder.toAbsolutePath().normalize().getFileName();
    StringBuilder body = new StringBuilder(Html.heading(1, title));
    body.append(
        Html.paragraph(
            "Runs: %d. Certification logs: %d. Prediction logs: %d. Radii are L2, in pixel units (images in [0, 1])."
                .formatted(runs.size(), logs.certified().size(), logs.attacked().size())));
    logs.notices().forEach(notice -> body.append(Html.paragraph("Note: " + notice + ".")));
    body.append(curves()).append(tables());
    for (Path run : runs) {
      String name = folder.relativize(run).toString();
      body.append(new RunSection(run).html(name.isEmpty() ? folder.toString() : name));
    }
    if (!logs.certified().isEmpty()) {
      body.append(Html.heading(2, "Images")).append(ImageTables.of(logs.certified()));
    }
    return resource("page.html")
        .replace("{title}", Html.escaped(title))
        .replace("{style}", resource("page.css"))
        .replace("{script}", resource("page.js"))
        .replace("{body}", body);
  }

  private String curves() throws IOException {
    if (logs.certified().isEmpty()) {
      return "";
    }
    boolean each = logs.certified().size() <= MOST_CURVES;
    CurveSet curves =
        CurveSet.of(logs.certifiedOnly(), List.of(each ? GroupKey.LOG : GroupKey.SIGMA));
    Figure figure = Figure.of(curves.curves());
    return Html.figure(
        "chart",
        FigureFormat.PNG.draw(figure),
        each ? "Certified accuracy" : "Best certified accuracy per sigma");
  }

  private String tables() {
    StringBuilder html = new StringBuilder();
    if (!logs.certified().isEmpty()) {
      html.append(Html.heading(2, "Certified accuracy")).append(table(TableKind.ACCURACY));
    }
    if (logs.certified().size() > 1) {
      html.append(table(TableKind.ENVELOPE));
    }
    if (!logs.attacked().isEmpty()) {
      html.append(Html.heading(2, "Under attack")).append(table(TableKind.EMPIRICAL));
    }
    return html.toString();
  }

  private String table(TableKind kind) {
    ResultTable table =
        kind.of(
            new TableRequest(
                kind == TableKind.EMPIRICAL ? logs.attackedOnly() : logs.certifiedOnly(),
                Optional.empty(),
                List.of(),
                new AccuracyCells(Optional.empty())));
    StringBuilder html = new StringBuilder(Html.table(table.caption(), table.grid()));
    table.notices().forEach(notice -> html.append(Html.paragraph("Note: " + notice + ".")));
    return html.toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Report.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
