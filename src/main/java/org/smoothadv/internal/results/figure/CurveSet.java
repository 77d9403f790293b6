package org.smoothadv.internal.results.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.figure.CurveLabels.CurveGroup;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.ComparableLogs;
import org.smoothadv.internal.results.summary.DescribedLog;
import org.smoothadv.internal.results.summary.DescribedLog.AttackedLog;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.Envelope;
import org.smoothadv.internal.results.summary.Estimate;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;

/**
 * All curves that logs make.
 *
 * @param curves first those of certified, then those of empirical accuracy; at least one
 * @param notices what the user should know about them
 */
public record CurveSet(List<Curve> curves, List<String> notices) {
  /** The least share of the combinations of values that is there where they make a grid. */
  private static final double GRID_FILLING = 0.75;

  /** What makes two attacks, or what is claimed under them, different, besides the radius. */
  private static final List<Property> ATTACK =
      List.of(
          Property.ATTACK,
          Property.ATTACK_TARGET,
          Property.ATTACK_GRADIENT,
          Property.ATTACK_STEPS,
          Property.ATTACK_NOISE_SAMPLES,
          Property.SAMPLES,
          Property.ALPHA);

  /** What need not be the same in the logs of one curve. */
  private static final Property[] OF_ONE_LOG = {
    Property.ATTACK_EPSILON,
    Property.SETTINGS,
    Property.SEED,
    Property.IMAGES,
    Property.SKIP,
    Property.MAX
  };

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
    List<Curve> certified = CurveSet.certified(models.logs(), models.keys());
    int colors = certified.stream().mapToInt(curve -> curve.color() + 1).max().orElse(0);
    List<Curve> empirical = CurveSet.empirical(logs.attacked(), keys, colors);
    int count = certified.size() + empirical.size();
    if (count == 0) {
      throw new InvalidInputException(
          "there is nothing to plot: no certification log with images, and no prediction log of"
              + " which the radius of the attack is known");
    }
    if (count > Palette.LOOKS) {
      throw new InvalidSettingException(
          "per",
          "the logs make %s curves, but at most %s can be told apart: name fewer logs, or group them, as with {per} sigma",
          count,
          Palette.LOOKS);
    }
    return new CurveSet(together(certified, empirical), notices(models, logs, keys));
  }

  /** The same curves with one more notice. */
  public CurveSet noting(String notice) {
    return new CurveSet(curves, Stream.concat(notices.stream(), Stream.of(notice)).toList());
  }

  private static List<String> notices(
      ComparableLogs models, LogCollection logs, List<GroupKey> keys) {
    List<String> notices = new ArrayList<>(logs.flaws());
    notices.addAll(models.notices());
    notices.addAll(ComparableLogs.differences(logs.attacked(), keys));
    List<DescribedLog> all = new ArrayList<>(logs.certified());
    all.addAll(logs.attacked());
    notices.addAll(ComparableLogs.ofAlpha(all));
    long unknown = logs.attacked().stream().filter(log -> !canShow(log)).count();
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

  /**
   * Makes the curves of certified accuracy: logs with equal values of the keys make one upper
   * envelope. They come in the order of the values of the keys. Where these make a grid, the last
   * key is shown by colour and those before it by line pattern; else each curve has its own colour.
   */
  public static List<Curve> certified(List<CertifiedLog> logs, List<GroupKey> keys) {
    List<CurveGroup<CertifiedLog>> groups =
        CurveGroup.of(logs, log -> keys.stream().map(key -> key.value(log)).toList());
    List<String> labels = CurveLabels.of(groups, keys, ComparableLogs.SETTINGS.stream());
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
              certifiedPoints(new Envelope(groups.get(i).logs()))));
    }
    return curves;
  }

  /** The accuracy at radius 0, and at every radius behind which it falls. */
  private static List<Curve.Point> certifiedPoints(Envelope envelope) {
    List<Curve.Point> points = new ArrayList<>();
    points.add(new Curve.Point(BigDecimal.ZERO, envelope.accuracyAt(BigDecimal.ZERO)));
    envelope.falls().forEach((radius, value) -> points.add(new Curve.Point(radius, value)));
    return points;
  }

  /**
   * Makes the curves of empirical accuracy against the radius of the attack: logs with equal values
   * of the keys and the same attack, but for its radius, make one curve; at each radius the best of
   * them counts, as in figures 1 and 3 of Salman et al. (2019). They come in the order of the
   * values of the keys and of the attacks. Logs of which the attack's radius is not known are left
   * out.
   *
   * @param firstColor the colour of the first curve; each has its own
   */
  public static List<Curve> empirical(List<AttackedLog> logs, List<GroupKey> keys, int firstColor) {
    List<AttackedLog> known = logs.stream().filter(CurveSet::canShow).toList();
    Set<String> curveFolders = foldersWithSeveralRadii(known);
    List<CurveGroup<AttackedLog>> groups =
        CurveGroup.of(known, log -> values(log, keys, curveFolders));
    List<GroupKey> naming =
        keys.stream().filter(key -> key != GroupKey.FOLDER || !curveFolders.isEmpty()).toList();
    List<String> labels = CurveLabels.of(groups, naming, ATTACK.stream());
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      curves.add(
          new Curve(
              labels.get(i),
              Curve.Kind.EMPIRICAL,
              firstColor + i,
              0,
              points(groups.get(i).logs())));
    }
    return curves;
  }

  /** Whether the log makes a point of a curve: the radius of its attack is known. */
  static boolean canShow(AttackedLog log) {
    return radius(log).isPresent();
  }

  private static List<String> values(
      AttackedLog log, List<GroupKey> keys, Set<String> curveFolders) {
    return Stream.concat(
            keys.stream().map(key -> value(log, key, curveFolders)),
            ATTACK.stream().map(log.description()::text))
        .toList();
  }

  /** A single log is one point: its curve is all that is like it but for the radius. */
  private static String value(AttackedLog log, GroupKey key, Set<String> curveFolders) {
    String value = key.value(log);
    return switch (key) {
      case LOG -> log.description().without(OF_ONE_LOG).toString();
      case FOLDER -> curveFolders.contains(value) ? value : "";
      default -> value;
    };
  }

  /** An argument of the user that holds one radius only is a point of a curve, not a curve. */
  private static Set<String> foldersWithSeveralRadii(List<AttackedLog> logs) {
    return logs.stream()
        .collect(
            Collectors.groupingBy(
                GroupKey.FOLDER::value, Collectors.mapping(CurveSet::radius, Collectors.toSet())))
        .entrySet()
        .stream()
        .filter(folder -> folder.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static List<Curve.Point> points(List<AttackedLog> logs) {
    TreeMap<BigDecimal, Estimate> best = new TreeMap<>();
    for (AttackedLog log : logs) {
      best.merge(
          radius(log).orElseThrow(), log.accuracy(), BinaryOperator.maxBy(Estimate::compareTo));
    }
    return best.entrySet().stream()
        .map(point -> new Curve.Point(point.getKey(), point.getValue()))
        .toList();
  }

  private static Optional<BigDecimal> radius(AttackedLog log) {
    return log.description().get(Property.ATTACK_EPSILON).map(BigDecimal::new);
  }
}
