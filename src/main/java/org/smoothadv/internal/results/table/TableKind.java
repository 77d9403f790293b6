package org.smoothadv.internal.results.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.summary.DescribedLog.AttackedLog;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;

/** The tables that logs can be made into. */
public enum TableKind {
  /** Certified accuracy of each model at each radius. */
  ACCURACY(true, false),
  /** The best model at each radius. */
  ENVELOPE(true, true),
  /** Abstention rates of the best models. */
  ABSTENTION(true, true),
  /** The best model at each L-infinity radius. */
  LINF(true, false),
  /** Each model against the first, image by image. */
  PAIRED(true, false),
  /** Accuracy of each model under each attack. */
  EMPIRICAL(false, false),
  /** What can be said of each model whatever the radius. */
  SUMMARY(false, false);

  private final boolean hasRadii;
  private final boolean hasGroups;

  TableKind(boolean hasRadii, boolean hasGroups) {
    this.hasRadii = hasRadii;
    this.hasGroups = hasGroups;
  }

  /**
   * What a table shall be made from.
   *
   * @param logs the logs
   * @param radii the radii that the user asks for; where there are none, the table chooses
   * @param keys one envelope per value of these; one over all logs where there are none
   * @param columns what is said of each model beside; for {@link #ACCURACY} and {@link #ENVELOPE}
   * @param confidence level of the intervals around accuracies; none are written without it
   */
  public record Request(
      LogCollection logs,
      Optional<List<BigDecimal>> radii,
      List<GroupKey> keys,
      List<SummaryColumn> columns,
      Optional<ConfidenceLevel> confidence) {
    /** A table with no further columns. */
    public Request(
        LogCollection logs,
        Optional<List<BigDecimal>> radii,
        List<GroupKey> keys,
        Optional<ConfidenceLevel> confidence) {
      this(logs, radii, keys, List.of(), confidence);
    }
  }

  /**
   * Checks what is asked of such a table.
   *
   * @param radii the radii that are asked for, if any
   * @param keys the groups that are asked for
   * @param columns the further columns that are asked for
   * @throws InvalidInputException if it does not have such a thing
   */
  public void requireSupported(
      Optional<List<BigDecimal>> radii, List<GroupKey> keys, List<SummaryColumn> columns) {
    refuse("per", !keys.isEmpty() && !hasGroups);
    refuse("columns", !columns.isEmpty() && this != ACCURACY && this != ENVELOPE);
    refuse("radii", radii.isPresent() && !hasRadii);
  }

  /**
   * Checks that there are such tables of means over models.
   *
   * @throws InvalidInputException if there are none
   */
  public void requireOverSeeds() {
    refuse("over", this == PAIRED || this == EMPIRICAL);
  }

  private void refuse(String setting, boolean given) {
    if (given) {
      throw new InvalidSettingException(
          setting, "{" + setting + "} does not go with {table} %s", this);
    }
  }

  /**
   * Makes the table.
   *
   * @throws InvalidInputException if there are no logs of the kind that it is made from, or
   *     something is asked for that it does not have
   */
  public ResultTable of(Request request) {
    requireSupported(request.radii(), request.keys(), request.columns());
    ResultTable table =
        this == EMPIRICAL
            ? AccuracyTable.attacked(attacked(request.logs()), request.confidence())
            : ofCertified(certified(request.logs()), request);
    return table.noting(request.logs().flaws());
  }

  private ResultTable ofCertified(List<CertifiedLog> logs, Request request) {
    EnvelopeTable envelopes = new EnvelopeTable(request.confidence());
    if (this == LINF) {
      return envelopes.linf(logs, request.radii());
    }
    if (this == SUMMARY) {
      return AccuracyTable.summary(logs, request.confidence());
    }
    List<BigDecimal> radii = request.radii().orElseGet(() -> Radii.suiting(logs));
    return switch (this) {
      case ENVELOPE -> envelopes.accuracy(logs, radii, request.keys(), request.columns());
      case ABSTENTION -> envelopes.abstention(logs, radii, request.keys());
      case PAIRED -> PairedTable.of(logs, radii, request.confidence());
      default -> AccuracyTable.certified(logs, radii, request.columns(), request.confidence());
    };
  }

  private static List<CertifiedLog> certified(LogCollection logs) {
    if (!logs.certified().isEmpty()) {
      return logs.certified();
    }
    String problem = "there is no certification log with images";
    throw logs.attacked().isEmpty()
        ? new InvalidInputException(problem)
        : new InvalidSettingException(
            "table", problem + ": for prediction logs there is {table} %s", EMPIRICAL);
  }

  private static List<AttackedLog> attacked(LogCollection logs) {
    if (logs.attacked().isEmpty()) {
      throw new InvalidSettingException(
          "table",
          "there is no prediction log with images: {table} %s is made from these",
          EMPIRICAL);
    }
    return logs.attacked();
  }

  /** The name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
