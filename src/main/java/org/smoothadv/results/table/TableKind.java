package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.LogCollection;

/** The tables that logs can be made into. */
public enum TableKind {
  /** Certified accuracy of each model at each radius. */
  ACCURACY(true, false) {
    @Override
    ResultTable make(TableRequest request) {
      List<CertifiedLog> logs = request.certified();
      return AccuracyTable.of(logs, request.radiiOr(logs), request.cells());
    }
  },
  /** The best model at each radius. */
  ENVELOPE(true, true) {
    @Override
    ResultTable make(TableRequest request) {
      List<CertifiedLog> logs = request.certified();
      return EnvelopeTable.of(logs, request.radiiOr(logs), request.keys(), request.cells());
    }
  },
  /** Abstention rates of the best models. */
  ABSTENTION(true, true) {
    @Override
    ResultTable make(TableRequest request) {
      List<CertifiedLog> logs = request.certified();
      return AbstentionTable.of(logs, request.radiiOr(logs), request.keys(), request.cells());
    }
  },
  /** The best model at each L-infinity radius. */
  LINF(true, false) {
    @Override
    ResultTable make(TableRequest request) {
      return LinfTable.of(request.certified(), request.radii(), request.cells());
    }
  },
  /** Each model against the first, image by image. */
  PAIRED(true, false) {
    @Override
    ResultTable make(TableRequest request) {
      List<CertifiedLog> logs = request.certified();
      return PairedTable.of(logs, request.radiiOr(logs), request.cells());
    }
  },
  /** Accuracy of each model under each attack. */
  EMPIRICAL(false, false) {
    @Override
    ResultTable make(TableRequest request) {
      return EmpiricalTable.of(request.attacked(), request.cells());
    }
  };

  private final boolean hasRadii;
  private final boolean hasGroups;

  TableKind(boolean hasRadii, boolean hasGroups) {
    this.hasRadii = hasRadii;
    this.hasGroups = hasGroups;
  }

  /**
   * Checks what is asked of such a table.
   *
   * @param radii the radii that are asked for, if any
   * @param keys the groups that are asked for
   * @throws InvalidInputException if it does not have such a thing
   */
  public void requireSupported(Optional<List<BigDecimal>> radii, List<GroupKey> keys) {
    refuse("--per", !keys.isEmpty() && !hasGroups);
    refuse("--radii", radii.isPresent() && !hasRadii);
  }

  /**
   * Makes the table.
   *
   * @throws InvalidInputException if there are no logs of the kind that it is made from, or
   *     something is asked for that it does not have
   */
  public ResultTable of(TableRequest request) {
    requireSupported(request.radii(), request.keys());
    return make(request).of(request.logs().flaws(), leftOut(request.logs()));
  }

  abstract ResultTable make(TableRequest request);

  private Optional<String> leftOut(LogCollection logs) {
    int others = this == EMPIRICAL ? logs.certified().size() : logs.attacked().size();
    String kind = this == EMPIRICAL ? "certification log" : "prediction log";
    String hint = this == EMPIRICAL ? "" : "; --table " + EMPIRICAL + " shows such logs";
    return others == 0
        ? Optional.empty()
        : Optional.of(
            "%d %s%s not in this table%s"
                .formatted(others, kind, others == 1 ? " is" : "s are", hint));
  }

  private void refuse(String option, boolean given) {
    if (given) {
      throw new InvalidInputException(option + " does not go with --table " + this);
    }
  }

  /** The name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
