package org.smoothadv.results.report;

import java.util.Base64;
import org.smoothadv.results.table.Cell;
import org.smoothadv.results.table.Column;
import org.smoothadv.results.table.Grid;

/** Pieces of HTML. Every text that is passed in is escaped. */
final class Html {
  private Html() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  static String heading(int level, String text) {
    return "<h%d>%s</h%d>%n".formatted(level, escaped(text), level);
  }

  static String paragraph(String text) {
    return "<p>" + escaped(text) + "</p>\n";
  }

  /** A PNG inside of the page, with a caption that also says what it shows. */
  static String figure(String cssClass, byte[] png, String caption) {
    return """
        <figure class="%s"><img src="data:image/png;base64,%s" alt="%s"><figcaption>%s</figcaption></figure>
        """
        .formatted(
            cssClass, Base64.getEncoder().encodeToString(png), escaped(caption), escaped(caption));
  }

  /** A table that sorts by a click on a heading. */
  static String table(String caption, Grid grid) {
    StringBuilder html = new StringBuilder("<div class=\"wide\"><table class=\"sortable\">\n");
    html.append("<caption>").append(escaped(caption)).append("</caption>\n<thead><tr>");
    for (Column column : grid.columns()) {
      html.append(columnHeading(column));
    }
    html.append("</tr></thead>\n<tbody>\n");
    grid.rows()
        .forEach(
            row -> {
              html.append("<tr>");
              for (int i = 0; i < row.size(); i++) {
                html.append(cell(grid.columns().get(i), row.get(i)));
              }
              html.append("</tr>\n");
            });
    return html.append("</tbody></table></div>\n").toString();
  }

  static String columnHeading(Column column) {
    return "<th scope=\"col\"%s><button type=\"button\">%s</button></th>"
        .formatted(column.numeric() ? " class=\"number\"" : "", escaped(column.heading()));
  }

  private static String cell(Column column, Cell cell) {
    String text = escaped(cell.text());
    return "<td%s>%s</td>"
        .formatted(
            column.numeric() ? " class=\"number\"" : "",
            cell.best() ? "<strong>" + text + "</strong>" : text);
  }
}
