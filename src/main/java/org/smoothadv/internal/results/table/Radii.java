package org.smoothadv.internal.results.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.smoothadv.input.Decimals;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.results.LogRecord.CertificationRecord;

/** The radii of a table: those that the user lists, or a grid that suits the logs. */
public final class Radii {
  private static final String RADII = "radii";
  private static final BigDecimal STEP = new BigDecimal("0.25");

  /** Longer ones, such as 1e-999999999, could not be written out. */
  private static final int MOST_DECIMALS = 100;

  private Radii() {}

  /**
   * Reads a comma-separated list of radii, each a decimal or a fraction such as 127/255. A radius
   * counts once.
   *
   * @throws InvalidInputException if the list is empty or a radius is not a number from 0 to {@link
   *     CertificationRecord#MAX_RADIUS}
   */
  public static List<BigDecimal> parse(String list) {
    return List.copyOf(new LinkedHashSet<>(parseAll(list)));
  }

  /**
   * Reads a list of radii as {@link #parse} does, each of which must be larger than the one before.
   *
   * @throws InvalidInputException if it is not, or the list cannot be read
   */
  public static List<BigDecimal> parseIncreasing(String list) {
    List<BigDecimal> radii = parseAll(list);
    for (int i = 1; i < radii.size(); i++) {
      if (radii.get(i).compareTo(radii.get(i - 1)) <= 0) {
        throw new InvalidSettingException(
            RADII,
            "{radii} is %s; accepted is an increasing list, but %s comes after %s",
            list,
            radii.get(i),
            radii.get(i - 1));
      }
    }
    return radii;
  }

  /** The grid 0, 0.25, 0.5, ... up to the largest radius that any of the logs certifies. */
  public static List<BigDecimal> suiting(List<CertifiedLog> logs) {
    BigDecimal largest =
        logs.stream()
            .map(log -> log.summary().largestRadius())
            .max(BigDecimal::compareTo)
            .orElse(BigDecimal.ZERO);
    return upTo(largest);
  }

  /** The grid 0, 0.25, 0.5, ... up to a radius. */
  public static List<BigDecimal> upTo(BigDecimal largest) {
    int steps = largest.divideToIntegralValue(STEP).intValueExact();
    List<BigDecimal> radii = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      radii.add(STEP.multiply(BigDecimal.valueOf(i)));
    }
    return radii;
  }

  private static List<BigDecimal> parseAll(String list) {
    if (list.isBlank()) {
      throw new InvalidSettingException(
          RADII, "{radii} is an empty list: give radii such as 0,0.25,127/255");
    }
    return Arrays.stream(list.split(",", -1)).map(radius -> parseOne(radius.strip())).toList();
  }

  private static BigDecimal parseOne(String text) {
    try {
      String[] parts = text.split("/", -1);
      BigDecimal value = Decimals.parse(parts[0].strip());
      if (parts.length == 2) {
        value = value.divide(Decimals.parse(parts[1].strip()), MathContext.DECIMAL128);
      }
      if (parts.length <= 2 && isRadius(value)) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Not a number: answered below.
    }
    throw new InvalidSettingException(
        RADII,
        "{radii}: %s is not a radius: give numbers from 0 to %s, as in 0,0.25,127/255",
        Quoted.of(text),
        CertificationRecord.MAX_RADIUS);
  }

  private static boolean isRadius(BigDecimal value) {
    return value.signum() >= 0
        && value.compareTo(CertificationRecord.MAX_RADIUS) <= 0
        && value.scale() <= MOST_DECIMALS;
  }
}
