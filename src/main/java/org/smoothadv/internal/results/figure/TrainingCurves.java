package org.smoothadv.internal.results.figure;

import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.TextFile;

/**
 * What a training log says of each epoch: {@code train.tsv}, a header line with the names of the
 * columns, of which one is {@code epoch}, counted from 1, and a line of numbers per epoch; an empty
 * field is a value that is not known.
 */
public final class TrainingCurves {
  private static final String EPOCH = "epoch";
  private static final double MARKER = 3;

  /** Of more the markers would hide the line, and drawing them would take most of the time. */
  private static final int MARKED_EPOCHS = 500;

  /** Finding room for a longer one in a legend takes time with the square of its length. */
  private static final int LONGEST_NAME = 100;

  private final List<String> names;
  private final List<double[]> epochs;

  private TrainingCurves(List<String> names, List<double[]> epochs) {
    this.names = names;
    this.epochs = epochs;
  }

  /**
   * Reads a training log. A last line without its line end is left out.
   *
   * @throws InvalidInputException if the file is no training log; the message names the line
   * @throws IOException if it cannot be read
   */
  public static TrainingCurves read(Path file) throws IOException {
    String text = TextFile.read(file, StandardCharsets.ISO_8859_1);
    List<String> lines = TextFile.wholeLines(text);
    List<String> names = lines.isEmpty() ? List.of() : List.of(lines.get(0).split("\t", -1));
    if (!names.contains(EPOCH)) {
      throw new InvalidInputException(
          file + ", line 1: a training log has tab-separated columns, of which one is " + EPOCH);
    }
    if (names.stream().anyMatch(name -> name.length() > LONGEST_NAME)) {
      throw new InvalidInputException(
          "%s, line 1: a column's name has more than %d characters".formatted(file, LONGEST_NAME));
    }
    List<double[]> epochs = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split("\t", -1);
      try {
        epochs.add(Arrays.stream(fields).mapToDouble(TrainingCurves::number).toArray());
      } catch (NumberFormatException e) {
        fields = new String[0];
      }
      if (fields.length != names.size()) {
        throw new InvalidInputException(
            file + ", line " + (i + 1) + ": there must be " + names.size() + " numbers");
      }
    }
    countFromOne(epochs, names.indexOf(EPOCH));
    return new TrainingCurves(names, epochs);
  }

  /** Earlier versions called the first epoch 0. */
  private static void countFromOne(List<double[]> epochs, int column) {
    if (!epochs.isEmpty() && epochs.get(0)[column] == 0) {
      epochs.forEach(epoch -> epoch[column]++);
    }
  }

  /** Number of epochs. */
  public int epochs() {
    return epochs.size();
  }

  /**
   * Draws the columns whose names end in a word, such as {@code loss}, against the epoch.
   *
   * @return an SVG, or nothing if no such column has a value
   */
  public Optional<byte[]> svg(String word, String yAxisTitle) throws IOException {
    double[] x = column(names.indexOf(EPOCH));
    List<LineChart.Line> lines = new ArrayList<>();
    double highest = 0;
    for (int i = 0; i < names.size(); i++) {
      double[] y = column(i);
      if (names.get(i).endsWith(word) && !Arrays.stream(y).allMatch(Double::isNaN)) {
        lines.add(line(names.get(i).replace('_', ' '), lines.size(), points(x, y)));
        highest =
            Math.max(highest, Arrays.stream(y).filter(Double::isFinite).max().orElse(highest));
      }
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    LineChart.Axis epoch =
        new LineChart.Axis(List.of(EPOCH), Math.max(1, Arrays.stream(x).max().orElse(1)));
    // Accuracies up to 1; losses with a little room above.
    LineChart.Axis value =
        new LineChart.Axis(List.of(yAxisTitle), highest <= 1 ? 1 : 1.05 * highest);
    return Optional.of(
        new ChartDrawing(new LineChart(FigureSize.SMALL, "", epoch, value, lines, List.of()))
            .svg());
  }

  private static LineChart.Line line(String label, int look, List<Point2D> points) {
    return new LineChart.Line(
        label,
        Palette.color(look),
        Palette.solid(FigureSize.SMALL.line()),
        points.size() <= MARKED_EPOCHS
            ? new Ellipse2D.Double(-MARKER, -MARKER, 2 * MARKER, 2 * MARKER)
            : null,
        points);
  }

  private static List<Point2D> points(double[] x, double[] y) {
    return IntStream.range(0, x.length)
        .<Point2D>mapToObj(i -> new Point2D.Double(x[i], y[i]))
        .toList();
  }

  private double[] column(int index) {
    return IntStream.range(0, epochs.size()).mapToDouble(i -> epochs.get(i)[index]).toArray();
  }

  private static double number(String field) {
    return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
  }
}
