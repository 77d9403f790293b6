package org.smoothadv.results.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.smoothadv.input.InvalidInputException;

/**
 * What a training log says of each epoch: {@code train.tsv}, a header line with the names of the
 * columns, of which one is {@code epoch}, counted from 1, and a line of numbers per epoch; an empty
 * field is a value that is not known.
 */
public final class TrainingCurves {
  private static final String EPOCH = "epoch";
  private static final float LINE_WIDTH = 2;

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
    String text = Files.readString(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    List<String> names = lines.isEmpty() ? List.of() : List.of(lines.get(0).split("\t", -1));
    if (!names.contains(EPOCH)) {
      throw new InvalidInputException(
          file + ", line 1: a training log has tab-separated columns, of which one is " + EPOCH);
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
    XYChart chart =
        new XYChartBuilder()
            .width(ChartStyle.SMALL_WIDTH)
            .height(ChartStyle.SMALL_HEIGHT)
            .xAxisTitle("epoch")
            .yAxisTitle(yAxisTitle)
            .build();
    double[] x = column(names.indexOf(EPOCH));
    for (int i = 0; i < names.size(); i++) {
      double[] y = column(i);
      if (names.get(i).endsWith(word) && !Arrays.stream(y).allMatch(Double::isNaN)) {
        int look = chart.getSeriesMap().size();
        XYSeries series = chart.addSeries(names.get(i), x, y);
        series.setLabel(names.get(i).replace('_', ' '));
        series.setLineColor(Palette.color(look));
        series.setLineWidth(LINE_WIDTH);
        series.setMarkerColor(Palette.color(look));
        series.setMarker(SeriesMarkers.CIRCLE);
      }
    }
    if (chart.getSeriesMap().isEmpty()) {
      return Optional.empty();
    }
    ChartStyle.apply(chart.getStyler());
    chart
        .getStyler()
        .setXAxisMin(0.0)
        .setXAxisMax(Math.max(1, Arrays.stream(x).max().orElse(1)))
        .setYAxisMin(0.0)
        .setYAxisMax(highest(chart))
        .setxAxisTickLabelsFormattingFunction(ChartStyle.labels("0.##"))
        .setyAxisTickLabelsFormattingFunction(ChartStyle.labels("0.0##"));
    return Optional.of(
        ChartDrawing.of(chart)
            .svg(
                chart.getSeriesMap().values().stream()
                    .map(XYSeries::getLabel)
                    .collect(Collectors.joining("; "))));
  }

  /** Accuracies up to 1; losses with a little room above. */
  private static double highest(XYChart chart) {
    double highest =
        chart.getSeriesMap().values().stream()
            .flatMapToDouble(series -> Arrays.stream(series.getYData()))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    return highest <= 1 ? 1 : 1.05 * highest;
  }

  private double[] column(int index) {
    return IntStream.range(0, epochs.size()).mapToDouble(i -> epochs.get(i)[index]).toArray();
  }

  private static double number(String field) {
    return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
  }
}
