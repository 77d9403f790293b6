package org.smoothadv.results.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.Differences;
import org.smoothadv.results.summary.Envelope;
import org.smoothadv.results.summary.GroupKey;

/**
 * Curves of certified accuracy: logs with equal values of the keys make one upper envelope. The
 * last key is shown by colour, those before it by line pattern.
 */
public final class CertifiedCurves {
  /** The least share of the combinations of values that is there where they make a grid. */
  private static final double GRID_FILLING = 0.75;

  private CertifiedCurves() {}

  /**
   * Makes the curves, in the order of the values of the keys. Where these make a grid, the last key
   * is shown by colour and those before it by line pattern; else each curve has its own colour.
   */
  public static List<Curve> of(List<CertifiedLog> logs, List<GroupKey> keys) {
    List<CurveGroup<CertifiedLog>> groups =
        CurveGroup.of(logs, log -> keys.stream().map(key -> key.value(log)).toList());
    List<String> labels = CurveLabels.of(groups, keys, Differences.SETTINGS.stream());
    int last = keys.size() - 1;
    List<Object> colors =
        groups.stream().<Object>map(group -> group.values().get(last)).distinct().toList();
    List<Object> dashes =
        groups.stream().<Object>map(group -> group.values().subList(0, last)).distinct().toList();
    boolean grid = GRID_FILLING * colors.size() * dashes.size() <= groups.size();
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      List<String> values = groups.get(i).values();
      curves.add(
          new Curve(
              labels.get(i),
              Curve.Kind.CERTIFIED,
              grid ? colors.indexOf(values.get(last)) : i,
              grid ? dashes.indexOf(values.subList(0, last)) : 0,
              points(new Envelope(groups.get(i).logs()))));
    }
    return curves;
  }

  /** The accuracy at radius 0, and at every radius behind which it falls. */
  private static List<Curve.Point> points(Envelope envelope) {
    List<Curve.Point> points = new ArrayList<>();
    points.add(new Curve.Point(BigDecimal.ZERO, envelope.accuracyAt(BigDecimal.ZERO)));
    envelope.falls().forEach((radius, value) -> points.add(new Curve.Point(radius, value)));
    return points;
  }
}
