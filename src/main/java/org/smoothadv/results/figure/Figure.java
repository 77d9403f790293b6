package org.smoothadv.results.figure;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.smoothadv.results.summary.ConfidenceLevel;

/**
 * A figure: accuracy against radius.
 *
 * @param title what stands above it; empty for none
 * @param curves its curves, at least one
 * @param bands level of the confidence bands around the curves, if they are wanted
 * @param maxRadius where the axis ends, above 0, in pixel units; where the curves end, if nothing
 *     is said
 * @param size of the whole, which grows in height where the legend needs it
 */
public record Figure(
    String title,
    List<Curve> curves,
    Optional<ConfidenceLevel> bands,
    OptionalDouble maxRadius,
    FigureSize size) {
  /**
   * Keeps an unmodifiable copy of the curves.
   *
   * @throws IllegalArgumentException if there are none, or the largest radius is not above 0
   */
  public Figure {
    curves = List.copyOf(curves);
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("a figure needs a curve");
    }
    if (maxRadius.isPresent() && !(maxRadius.getAsDouble() > 0)) {
      throw new IllegalArgumentException("the largest radius must be above 0, but is " + maxRadius);
    }
  }

  /** The figure of these curves, without title and bands, as far as the curves reach. */
  public static Figure of(List<Curve> curves) {
    return new Figure("", curves, Optional.empty(), OptionalDouble.empty(), FigureSize.SCREEN);
  }

  /** The largest radius of any curve. */
  double largestRadius() {
    return curves.stream()
        .mapToDouble(curve -> curve.points().get(curve.points().size() - 1).radius().doubleValue())
        .max()
        .orElseThrow();
  }

  /** The texts for which the fonts of this machine lack characters. */
  public List<String> withoutFont() {
    return ChartFont.withoutFont(FigureChart.of(this).texts());
  }

  boolean shows(Curve.Kind kind) {
    return curves.stream().anyMatch(curve -> curve.kind() == kind);
  }
}
