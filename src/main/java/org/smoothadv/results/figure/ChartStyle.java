package org.smoothadv.results.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.style.XYStyler;

/** The looks that all charts share. */
final class ChartStyle {
  static final int WIDTH = 800;
  static final int HEIGHT = 520;

  /** Of charts that are seen side by side. */
  static final int SMALL_WIDTH = 560;

  static final int SMALL_HEIGHT = 380;

  private ChartStyle() {}

  static void apply(XYStyler styler) {
    styler
        .setChartTitleBoxVisible(false)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderColor(Color.GRAY)
        .setLegendFont(LegendPlace.FONT)
        .setLegendBorderColor(Color.LIGHT_GRAY)
        .setLegendBackgroundColor(new Color(255, 255, 255, 220))
        .setLegendSeriesLineLength(LegendPlace.LINE_LENGTH)
        .setPlotContentSize(0.98)
        .setMarkerSize(6);
    styler
        .setLocale(Locale.ROOT)
        .setPlotMargin(0)
        .setAxisTicksLineVisible(false)
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
        .setPlotGridLinesColor(new Color(0xE6E6E6))
        .setPlotGridLinesStroke(new BasicStroke(1));
  }

  /** Labels of an axis, with a decimal point in every country. */
  static Function<Double, String> labels(String decimalPattern) {
    DecimalFormat format =
        new DecimalFormat(decimalPattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    return format::format;
  }
}
