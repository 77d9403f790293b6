package org.smoothadv.results.figure;

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
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.AttackedLog;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.Proportion;

/**
 * Curves of empirical accuracy against the radius of the attack: logs with equal values of the keys
 * and the same attack, but for its radius, make one curve; at each radius the best of them counts,
 * as in figures 1 and 3 of Salman et al. (2019).
 */
public final class EmpiricalCurves {
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

  private EmpiricalCurves() {}

  /**
   * Makes the curves, in the order of the values of the keys and of the attacks. Logs of which the
   * attack's radius is not known are left out.
   *
   * @param firstColor the colour of the first curve; each has its own
   */
  public static List<Curve> of(List<AttackedLog> logs, List<GroupKey> keys, int firstColor) {
    List<AttackedLog> known = logs.stream().filter(EmpiricalCurves::canShow).toList();
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
                GroupKey.FOLDER::value,
                Collectors.mapping(EmpiricalCurves::radius, Collectors.toSet())))
        .entrySet()
        .stream()
        .filter(folder -> folder.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static List<Curve.Point> points(List<AttackedLog> logs) {
    TreeMap<BigDecimal, Proportion> best = new TreeMap<>();
    for (AttackedLog log : logs) {
      best.merge(
          radius(log).orElseThrow(), log.accuracy(), BinaryOperator.maxBy(Proportion::compareTo));
    }
    return best.entrySet().stream()
        .map(point -> new Curve.Point(point.getKey(), point.getValue()))
        .toList();
  }

  private static Optional<BigDecimal> radius(AttackedLog log) {
    return log.description().get(Property.ATTACK_EPSILON).map(BigDecimal::new);
  }
}
