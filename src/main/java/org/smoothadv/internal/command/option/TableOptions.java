package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.table.Radii;
import org.smoothadv.internal.results.table.ResultTable;
import org.smoothadv.internal.results.table.SummaryColumn;
import org.smoothadv.internal.results.table.TableKind;

/** The options that say what a table shows. */
public final class TableOptions {
  @Parameter(
      names = "--table",
      category = "Table",
      placeholder = "NAME",
      description =
          "accuracy (per model), summary (of each model whatever the radius: accuracy at radius 0,"
              + " abstentions, average and median certified radius, samples, time), envelope (best"
              + " model per radius), abstention (of the best models), linf (best model per L-infinity radius), paired (each log against the first, on the"
              + " same images), empirical (under attack)")
  private TableKind table = TableKind.ACCURACY;

  @Parameter(
      names = "--radii",
      category = "Table",
      placeholder = "LIST",
      description =
          "radii, comma-separated, in pixel units: L2, or L-infinity for linf (default: 0,0.25,..."
              + " as far as the logs reach; 1/255,2/255,4/255,8/255 for linf)")
  private String radii;

  @Parameter(
      names = "--per",
      category = "Groups",
      placeholder = "LIST",
      description =
          "for envelope and abstention: one envelope per value of these, comma-separated: "
              + "log, folder (one per LOG), sigma, training-sigma, epsilon, noise-samples, steps,"
              + " attack, attack-target, variant, architecture, dataset")
  private List<String> per;

  @Parameter(
      names = "--columns",
      category = "Table",
      placeholder = "LIST",
      description =
          "for accuracy and envelope: columns of summary to add, comma-separated: images, accuracy"
              + " (at radius 0), abstention, acr (average certified radius, which rewards easy"
              + " images and grows with n), median_radius (both of all images, 0 where wrong or"
              + " abstained), samples_per_image, seconds_per_image, n, alpha, which (images),"
              + " answered_accuracy (abstentions left out); in an envelope they are of the best"
              + " model of the row")
  private List<String> columns;

  @ParametersDelegate private final OverOption over = new OverOption();
  @ParametersDelegate private final ConfidenceOption confidence = new ConfidenceOption();

  /**
   * Checks what can be checked without logs.
   *
   * @throws org.smoothadv.input.InvalidInputException naming the option and what is accepted
   */
  public void validate() {
    table.requireSupported(queried(), keys(), more());
    if (over.given()) {
      table.requireOverSeeds();
    }
    confidence.level();
  }

  /** Those of the logs that such a table is made from. */
  public LogCollection suitable(LogCollection logs) {
    return table == TableKind.EMPIRICAL ? logs.attackedOnly() : logs.certifiedOnly();
  }

  /**
   * Makes the table.
   *
   * @throws org.smoothadv.input.InvalidInputException if an option is not accepted, or the logs do
   *     not make such a table
   */
  public ResultTable table(LogCollection logs) {
    ResultTable made =
        table.of(
            new TableKind.Request(
                over.applied(logs), queried(), keys(), more(), confidence.level()));
    return over.given() ? made.overSeeds() : made;
  }

  /** That some of the logs are not in the table; one notice, or none. */
  public List<String> leftOut(LogCollection logs) {
    boolean empirical = table == TableKind.EMPIRICAL;
    int others = empirical ? logs.certified().size() : logs.attacked().size();
    return others == 0
        ? List.of()
        : List.of(
            "%d %s log%s not in this table%s"
                .formatted(
                    others,
                    empirical ? "certification" : "prediction",
                    others == 1 ? " is" : "s are",
                    empirical ? "" : "; --table empirical shows such logs"));
  }

  private Optional<List<BigDecimal>> queried() {
    return Optional.ofNullable(radii).map(Radii::parse);
  }

  private List<GroupKey> keys() {
    return per == null ? List.of() : GroupKey.parse(per);
  }

  private List<SummaryColumn> more() {
    return columns == null ? List.of() : SummaryColumn.parse(columns);
  }
}
