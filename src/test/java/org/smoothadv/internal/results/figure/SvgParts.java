package org.smoothadv.internal.results.figure;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is in the SVG of a figure. */
final class SvgParts {
  /** A text of the figure and where it begins. */
  record Text(String text, double x, double y) {}

  private SvgParts() {}

  /** Width and height. */
  static double[] size(String svg) {
    MatchResult box =
        Pattern.compile("viewBox=\"0 0 (\\S+) (\\S+)\"").matcher(svg).results().findFirst().get();
    return new double[] {Double.parseDouble(box.group(1)), Double.parseDouble(box.group(2))};
  }

  /** All but those that are turned. */
  static List<Text> texts(String svg) {
    return Pattern.compile("<text[^>]* x=\"(\\S+)\" y=\"(\\S+)\">([^<]*)</text>")
        .matcher(svg)
        .results()
        .map(
            match ->
                new Text(
                    match
                        .group(3)
                        .replace("&quot;", "\"")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&amp;", "&"),
                    Double.parseDouble(match.group(1)),
                    Double.parseDouble(match.group(2))))
        .toList();
  }

  static Text text(String text, String svg) {
    return texts(svg).stream().filter(t -> t.text().equals(text)).findFirst().orElseThrow();
  }

  /** Paths of this width, first those of the curves, then those of the legend. */
  static List<String> lines(String svg, float width) {
    String number = width == Math.rint(width) ? "" + (int) width : "" + width;
    return Pattern.compile("<(?:path|line|polyline)[^>]*stroke-width:" + number + "[;\"][^>]*>")
        .matcher(svg)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  static double[][] points(String path) {
    MatchResult data = Pattern.compile(" d=\"([^\"]*)\"").matcher(path).results().findFirst().get();
    return Arrays.stream(data.group(1).split("[ML]", -1))
        .filter(point -> !point.isBlank())
        .map(
            point ->
                Arrays.stream(point.strip().split("[ ,]+", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray())
        .toArray(double[][]::new);
  }
}
