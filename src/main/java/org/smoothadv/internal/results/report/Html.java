package org.smoothadv.internal.results.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Column.Role;
import org.smoothadv.internal.results.table.ResultTable.Grid;

/** Pieces of HTML. Every text that is passed in is escaped. */
final class Html {
  private Html() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String heading(int level, String text) {
    return "<h%d>%s</h%d>\n".formatted(level, escaped(text), level);
  }

  /** A heading that the page's table of contents leads to. */
  static String heading(int level, String id, String text) {
    return "<h%d id=\"%s\">%s</h%d>\n".formatted(level, id, escaped(text), level);
  }

  static String paragraph(String text) {
    return "<p>" + escaped(text) + "</p>\n";
  }

  /** What the reader should know about what is shown. */
  static String notes(List<String> notices) {
    return notices.stream()
        .map(notice -> "<p class=\"note\">" + escaped(notice) + ".</p>\n")
        .collect(Collectors.joining());
  }

  /** An image inside of the page, with a caption that also says what it shows. */
  static String figure(String cssClass, String mediaType, byte[] image, String caption) {
    return """
        <figure class="%s"><img src="data:%s;base64,%s" alt="%s"><figcaption>%s</figcaption></figure>
        """
        .formatted(
            cssClass,
            mediaType,
            Base64.getEncoder().encodeToString(image),
            escaped(caption),
            escaped(caption));
  }

  /** A chart, which scrolls where the screen is narrower than its text allows. */
  static String chart(byte[] svg, String caption) {
    return """
        <figure class="chart"><div class="pan" role="group" tabindex="0" aria-label="%s"><img \
        src="data:image/svg+xml;base64,%s" alt="%s"></div><figcaption>%s</figcaption></figure>
        """
        .formatted(
            escaped(caption),
            Base64.getEncoder().encodeToString(svg),
            escaped(caption),
            escaped(caption));
  }

  /**
   * A table that sorts by a click on a heading. The first column, which stays in sight, is what
   * tells the rows apart: the log's name where each row describes one.
   */
  static String table(String caption, Grid grid) {
    List<Integer> order = order(grid.columns());
    StringBuilder html = new StringBuilder(heading(3, caption));
    html.append(wide(caption)).append("<table class=\"sortable\">\n<thead><tr>");
    order.forEach(i -> html.append(columnHeading(grid.columns().get(i))));
    html.append("</tr></thead>\n<tbody>\n");
    grid.rows()
        .forEach(
            row -> {
              html.append("<tr>");
              order.forEach(i -> html.append(cell(grid.columns().get(i), row.get(i))));
              html.append("</tr>\n");
            });
    return html.append("</tbody></table></div>\n").toString();
  }

  /** A table whose rows begin with a result, such as a radius, is of results, not of logs. */
  private static List<Integer> order(List<Column> columns) {
    List<Integer> order =
        IntStream.range(0, columns.size()).boxed().collect(Collectors.toCollection(ArrayList::new));
    int log = columns.indexOf(Column.LOG);
    if (log > 0 && columns.get(0).role() != Role.RESULT) {
      order.remove(log);
      order.add(0, log);
    }
    return order;
  }

  /** The start of an area that scrolls, by the keyboard too. */
  static String wide(String label) {
    return "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">"
        .formatted(escaped(label));
  }

  static String columnHeading(Column column) {
    return "<th scope=\"col\"%s><button type=\"button\">%s</button></th>"
        .formatted(column.numeric() ? " class=\"number\"" : "", escaped(column.heading()));
  }

  private static String cell(Column column, Cell cell) {
    String text = escaped(cell.text());
    String cssClass = !column.numeric() ? "" : text.matches("0\\.0+") ? "number zero" : "number";
    return "<td%s>%s</td>"
        .formatted(
            cssClass.isEmpty() ? "" : " class=\"" + cssClass + "\"",
            cell.best() ? "<strong>" + text + "</strong>" : text);
  }
}
