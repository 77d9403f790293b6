package org.smoothadv.results.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.summary.ComparableLogs;
import org.smoothadv.results.summary.DescribedLog;
import org.smoothadv.results.summary.Differences;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.LogCollection;

/**
 * All curves that logs make.
 *
 * @param curves first those of certified, then those of empirical accuracy; at least one
 * @param notices what the user should know about them
 */
public record CurveSet(List<Curve> curves, List<String> notices) {
  /** Keeps unmodifiable copies. */
  public CurveSet {
    curves = List.copyOf(curves);
    notices = List.copyOf(notices);
  }

  /**
   * Makes the curves.
   *
   * @param keys what tells curves apart, at least one
   * @throws InvalidInputException if there is no curve, or more than can be told apart
   */
  public static CurveSet of(LogCollection logs, List<GroupKey> keys) {
    ComparableLogs models = ComparableLogs.of(logs.certified(), keys);
    List<Curve> certified = CertifiedCurves.of(models.logs(), models.keys());
    int colors = certified.stream().mapToInt(curve -> curve.color() + 1).max().orElse(0);
    List<Curve> empirical = EmpiricalCurves.of(logs.attacked(), keys, colors);
    int count = certified.size() + empirical.size();
    if (count == 0) {
      throw new InvalidInputException(
          "there is nothing to plot: no certification log with images, and no prediction log of"
              + " which the radius of the attack is known");
    }
    if (count > Palette.LOOKS) {
      throw new InvalidInputException(
          "the logs make "
              + count
              + " curves, but at most "
              + Palette.LOOKS
              + " can be told apart: name fewer logs, or group them, as with --per sigma");
    }
    return new CurveSet(together(certified, empirical), notices(models, logs, keys));
  }

  private static List<String> notices(
      ComparableLogs models, LogCollection logs, List<GroupKey> keys) {
    List<String> notices = new ArrayList<>(logs.flaws());
    notices.addAll(models.notices());
    notices.addAll(Differences.notices(logs.attacked(), keys));
    List<DescribedLog> all = new ArrayList<>(logs.certified());
    all.addAll(logs.attacked());
    notices.addAll(Differences.ofAlpha(all));
    long unknown = logs.attacked().stream().filter(log -> !EmpiricalCurves.canShow(log)).count();
    if (unknown > 0) {
      notices.add(
          "%d prediction log%s left out: the radius of the attack is not known"
              .formatted(unknown, unknown == 1 ? " is" : "s are"));
    }
    return notices.stream().distinct().toList();
  }

  private static List<Curve> together(List<Curve> certified, List<Curve> empirical) {
    return certified.isEmpty() || empirical.isEmpty()
        ? Stream.concat(certified.stream(), empirical.stream()).toList()
        : Stream.concat(
                certified.stream().map(curve -> curve.labelled("certified, " + curve.label())),
                empirical.stream().map(curve -> curve.labelled("empirical, " + curve.label())))
            .toList();
  }
}
