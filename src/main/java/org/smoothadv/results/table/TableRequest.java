package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.summary.AttackedLog;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.LogCollection;

/**
 * What a table shall be made from.
 *
 * @param logs the logs
 * @param radii the radii that the user asks for; where there are none, the table chooses
 * @param keys one envelope per value of these; one over all logs where there are none
 * @param cells how accuracies are written
 */
public record TableRequest(
    LogCollection logs,
    Optional<List<BigDecimal>> radii,
    List<GroupKey> keys,
    AccuracyCells cells) {

  List<CertifiedLog> certified() {
    if (logs.certified().isEmpty()) {
      throw new InvalidInputException(
          "there is no certification log with images"
              + (logs.attacked().isEmpty()
                  ? ""
                  : ": for prediction logs there is --table " + TableKind.EMPIRICAL));
    }
    return logs.certified();
  }

  List<AttackedLog> attacked() {
    if (logs.attacked().isEmpty()) {
      throw new InvalidInputException(
          "there is no prediction log with images: --table "
              + TableKind.EMPIRICAL
              + " is made from these");
    }
    return logs.attacked();
  }

  List<BigDecimal> radiiOr(List<CertifiedLog> logs) {
    return radii.orElseGet(() -> Radii.suiting(logs));
  }
}
