package org.smoothadv.internal.results.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.figure.CurveSet;
import org.smoothadv.internal.results.figure.Figure;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.figure.FigureFormat;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.source.Reach;
import org.smoothadv.internal.results.summary.ComparableLogs;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.table.ResultTable;
import org.smoothadv.internal.results.table.TableKind;

/**
 * A page about a run, or a tree of runs: tables and curves of all its logs, then each run with its
 * configuration, training curves and adversarial examples, then the images of the logs. The page
 * needs no other file and no network.
 */
public final class Report {
  /** More curves than this are drawn as one envelope per sigma. */
  private static final int MOST_CURVES = 12;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(title|style|script|body)\\}");

  private final Path folder;
  private final Reach reach;
  private final List<Path> runs;
  private final LogCollection logs;
  private final Pictures pictures;

  private Report(Path folder, Reach reach, List<Path> runs, LogCollection logs) {
    this.folder = folder;
    this.reach = reach;
    this.pictures = new Pictures(reach);
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
    Reach reach = Reach.within(folder);
    List<Path> runs =
        reach.filesBelow(folder).files().stream()
            .filter(file -> file.endsWith("run.json"))
            .map(Path::getParent)
            .toList();
    LogCollection logs = LogCollection.load(LogFinder.below(folder, reach), reach);
    if (runs.isEmpty() && logs.certified().isEmpty() && logs.attacked().isEmpty()) {
      throw new InvalidInputException(
          String.join(
              "; ",
              Stream.concat(
                      Stream.of(
                          folder
                              + " holds no run.json and no log with images: there is nothing to"
                              + " report"),
                      reach.notices().stream())
                  .toList()));
    }
    return new Report(folder, reach, runs, logs);
  }

  /** What the user should know about the page, once it is made. */
  public List<String> notices() {
    return Stream.of(logs.notices(), logs.flaws(), leftOut()).flatMap(List::stream).toList();
  }

  /** What the page left out, once it is made. */
  public List<String> leftOut() {
    return Stream.concat(reach.notices().stream(), pictures.notices().stream()).toList();
  }

  /** The page. */
  public String html() throws IOException {
    String name = folderName();
    String content = certified() + attacked() + runs() + images();
    Map<String, String> parts =
        Map.of(
            "title", Html.escaped("SmoothAdv: " + name),
            "style", resource("page.css"),
            "script", resource("page.js"),
            "body", header(name) + content);
    return PLACEHOLDER
        .matcher(resource("page.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private String header(String name) {
    StringBuilder html =
        new StringBuilder("<h1><small>SmoothAdv report</small>" + Html.escaped(name) + "</h1>\n");
    html.append("<ul class=\"facts\">");
    html.append(fact(runs.size(), "run"));
    html.append(fact(logs.certified().size(), "certification log"));
    html.append(fact(logs.attacked().size(), "prediction log"));
    html.append("</ul>\n<nav>");
    html.append(logs.certified().isEmpty() ? "" : link("certified", "Certified accuracy"));
    html.append(logs.attacked().isEmpty() ? "" : link("attacked", "Under attack"));
    for (int i = 0; i < runs.size(); i++) {
      html.append(link("run-" + i, "Run " + nameOf(runs.get(i))));
    }
    html.append(logs.certified().isEmpty() ? "" : link("images", "Images"));
    return html.append("</nav>\n").append(Html.notes(notices())).toString();
  }

  private static String fact(int count, String what) {
    return count == 0
        ? ""
        : "<li><b>%d</b> %s%s</li>".formatted(count, what, count == 1 ? "" : "s");
  }

  private static String link(String id, String text) {
    return "<a href=\"#%s\">%s</a>".formatted(id, Html.escaped(text));
  }

  private String nameOf(Path run) {
    String name = folder.relativize(run).toString();
    return name.isEmpty() ? folderName() : name;
  }

  private String folderName() {
    Path path = folder.toAbsolutePath().normalize();
    return (path.getFileName() == null ? path : path.getFileName()).toString();
  }

  private String certified() throws IOException {
    if (logs.certified().isEmpty()) {
      return "";
    }
    boolean each = logs.certified().size() <= MOST_CURVES;
    List<Curve> curves =
        CurveSet.certified(
            logs.certified(),
            each
                ? List.of(GroupKey.LOG)
                : ComparableLogs.of(logs.certified(), List.of(GroupKey.SIGMA)).keys());
    StringBuilder html = new StringBuilder(Html.heading(2, "certified", "Certified accuracy"));
    html.append(
        Html.paragraph(
            "The share of images that are classified correctly and certified at an L2 radius of at"
                + " least r, in pixel units (images in [0, 1])."));
    html.append(
        chart(
            curves,
            each
                ? "Certified accuracy of each log"
                : "Certified accuracy, the best of all logs per sigma"));
    List<TableKind> kinds =
        logs.certified().size() > 1
            ? List.of(TableKind.ACCURACY, TableKind.ENVELOPE)
            : List.of(TableKind.ACCURACY);
    return html.append(tables(kinds, logs.certifiedOnly())).toString();
  }

  private String attacked() throws IOException {
    if (logs.attacked().isEmpty()) {
      return "";
    }
    List<Curve> curves = CurveSet.empirical(logs.attacked(), List.of(GroupKey.LOG), 0);
    StringBuilder html = new StringBuilder(Html.heading(2, "attacked", "Under attack"));
    boolean joinsPoints = curves.stream().anyMatch(curve -> curve.points().size() > 1);
    if (joinsPoints && curves.size() <= MOST_CURVES) {
      html.append(chart(curves, "Share of images that are classified correctly under attack"));
    }
    return html.append(tables(List.of(TableKind.EMPIRICAL), logs.attackedOnly())).toString();
  }

  private static String chart(List<Curve> curves, String caption) throws IOException {
    return Html.chart(FigureFormat.SVG.draw(Figure.of(curves)), caption);
  }

  /** What is to be said of several tables is said once, beneath them. */
  private static String tables(List<TableKind> kinds, LogCollection logs) {
    TableKind.Request request =
        new TableKind.Request(logs, Optional.empty(), List.of(), Optional.empty());
    StringBuilder html = new StringBuilder();
    Set<String> notices = new LinkedHashSet<>();
    for (TableKind kind : kinds) {
      ResultTable table = kind.of(request);
      html.append(Html.table(table.caption(), table.grid()));
      notices.addAll(table.notes());
    }
    return html.append(Html.notes(List.copyOf(notices))).toString();
  }

  private String runs() throws IOException {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < runs.size(); i++) {
      RunSection section = new RunSection(runs.get(i), reach, pictures);
      html.append(section.html("run-" + i, nameOf(runs.get(i))));
    }
    return html.toString();
  }

  private String images() throws IOException {
    return logs.certified().isEmpty()
        ? ""
        : Html.heading(2, "images", "Images") + ImageTables.of(logs.certified());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Report.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
