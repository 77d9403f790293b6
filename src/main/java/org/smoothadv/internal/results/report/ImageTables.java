package org.smoothadv.internal.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogRecord.CertificationRecord;

/**
 * The images of certification logs with their answers and radii. The page holds them as data, and
 * makes the rows of a table when it is opened: a log can have ten thousand.
 */
final class ImageTables {
  /** So that the page stays below a few megabytes. */
  private static final int MOST_ROWS = 100_000;

  private static final List<Column> COLUMNS =
      List.of(
          new Column("image", true),
          new Column("label", true),
          new Column("answer", true),
          new Column("L2 radius", true),
          new Column("correct", false));

  private ImageTables() {}

  static String of(List<CertifiedLog> logs) throws IOException {
    StringBuilder html = new StringBuilder();
    int rows = 0;
    List<String> leftOut = new ArrayList<>();
    for (CertifiedLog log : logs) {
      rows += log.summary().images();
      if (rows > MOST_ROWS) {
        leftOut.add(log.name());
      } else {
        html.append(table(log, html.isEmpty() ? " open" : ""));
      }
    }
    if (!leftOut.isEmpty()) {
      html.append(
          Html.paragraph(
              "The images of %d more logs are left out, from %s on: make a report of fewer logs."
                  .formatted(leftOut.size(), leftOut.get(0))));
    }
    return html.toString();
  }

  private static String table(CertifiedLog log, String open) throws IOException {
    List<CertificationRecord> records = new ArrayList<>();
    for (Path file : log.files()) {
      records.addAll(LogReader.read(file, LogFormat.CERTIFICATION).records());
    }
    String data =
        records.stream().map(ImageTables::row).collect(Collectors.joining(",\n", "[", "]"));
    return """
        <details class="images"%s><summary>%s: %d images</summary>
        <script type="application/json">%s</script>
        %s<table class="sortable"><thead><tr>%s</tr></thead><tbody></tbody></table></div>
        </details>
        """
        .formatted(
            open,
            Html.escaped(log.name()),
            log.summary().images(),
            data,
            Html.wide("Images of " + log.name()),
            COLUMNS.stream().map(Html::columnHeading).collect(Collectors.joining()));
  }

  /** Numbers only: image, label, answer (-1 is an abstention), radius. */
  private static String row(CertificationRecord record) {
    return Stream.of(
            record.index(), record.label(), record.predict(), record.radius().stripTrailingZeros())
        .map(Object::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
