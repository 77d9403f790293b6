package org.smoothadv.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smoothadv.internal.results.figure.CurveSet;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.table.Radii;
import org.smoothadv.internal.results.table.TableFormat;
import org.smoothadv.internal.results.table.TableKind;

/**
 * Compares the tables with what others computed from logs that were published with consistency
 * regularisation (Jeong and Shin 2020).
 */
class PublishedSuccessorsTest {
  private static final List<String> RADII = List.of("0.25", "0.5", "1.0");

  private static Path published;
  private static LogCollection logs;
  private static List<CSVRecord> expected;

  @BeforeAll
  static void findPublishedLogs() throws IOException {
    published = Path.of(System.getProperty("published-successors.dir", ""));
    Assumptions.assumeTrue(
        Files.isRegularFile(published.resolve("expected.csv")),
        "no published logs at published-successors.dir = " + published);
    expected = records(Files.readString(published.resolve("expected.csv")));
    List<String> files =
        expected.stream().map(row -> published.resolve(row.get("log")).toString()).toList();
    logs = LogCollection.load(LogFinder.find(files));
  }

  /** A column that is added must not go unread. */
  @Test
  void everyExpectedColumnIsCompared() {
    assertEquals(
        List.of(
            "log",
            "images",
            "acr",
            "accuracy_at_0",
            "abstention",
            "certified_0.25",
            "certified_0.5",
            "certified_1.0"),
        expected.get(0).getParser().getHeaderNames());
    assertTrue(expected.size() >= 6, expected.toString());
  }

  @Test
  void theSummaryIsWhatOthersComputed() throws IOException {
    Map<String, CSVRecord> summaries = new HashMap<>();
    for (CSVRecord row : table(TableKind.SUMMARY, Optional.empty())) {
      summaries.put(row.get("log"), row);
    }
    for (CSVRecord row : expected) {
      CSVRecord summary = summaries.get(published.resolve(row.get("log")).toString());
      assertEquals(row.get("images"), summary.get("images"), row.toString());
      assertNear(row, "acr", summary.get("acr"));
      assertNear(row, "accuracy_at_0", summary.get("accuracy"));
      assertNear(row, "abstention", summary.get("abstention"));
      assertEquals("all", summary.get("which"));
      assertEquals("", summary.get("samples_per_image"), "published logs do not tell");
      assertTrue(Double.parseDouble(summary.get("seconds_per_image")) > 1, summary.toString());
    }
  }

  @Test
  void certifiedAccuraciesAreWhatOthersComputed() throws IOException {
    Map<List<String>, String> accuracies = new HashMap<>();
    Optional<List<BigDecimal>> radii = Optional.of(Radii.parse(String.join(",", RADII)));
    for (CSVRecord row : table(TableKind.ACCURACY, radii)) {
      accuracies.put(List.of(row.get("log"), row.get("radius")), row.get("accuracy"));
    }
    for (CSVRecord row : expected) {
      String log = published.resolve(row.get("log")).toString();
      for (String radius : RADII) {
        String plain = new BigDecimal(radius).stripTrailingZeros().toPlainString();
        assertNear(row, "certified_" + radius, accuracies.get(List.of(log, plain)));
      }
    }
  }

  @Test
  void eachMethodHasItsNameAndItsSettings() throws IOException {
    String columns =
        String.join(
            "\n",
            table(TableKind.SUMMARY, Optional.empty()).stream()
                .map(
                    row ->
                        List.of(
                                row.get("architecture"),
                                row.get("variant"),
                                row.get("attack"),
                                row.get("steps"),
                                row.get("noise_samples"),
                                row.get("sigma"),
                                row.get("epsilon"),
                                row.get("training_seed"))
                            .toString())
                .toList());
    assertEquals(
        """
        [cifar_resnet20, , none, , , 0.5, , 7483]
        [cifar_resnet110, consistency, lambda 20, eta 0.5, none, , 2, 0.25, , ]
        [cifar_resnet110, consistency, lambda 1, eta 0.5, pgd, 10, 2, 0.5, 2, ]
        [cifar_resnet20, MACER, lambda 4, gamma 8, beta 16, none, , 16, 0.5, , 6947]
        [cifar_resnet20, , pgd, 10, 2, 0.5, 2, 3696]
        [cifar_resnet20, stability training, lambda 2, none, , , 0.5, , 1682]"""
            .stripIndent(),
        columns);
  }

  @Test
  void curvesAreNamedByMethods() {
    List<String> labels =
        CurveSet.of(logs, List.of(GroupKey.ATTACK, GroupKey.VARIANT)).curves().stream()
            .map(Curve::label)
            .sorted()
            .toList();
    assertEquals(
        List.of(
            "Gaussian",
            "MACER, lambda 4, gamma 8, beta 16, no attack",
            "PGD",
            "consistency, lambda 1, eta 0.5, PGD",
            "consistency, lambda 20, eta 0.5, no attack",
            "stability training, lambda 2, no attack"),
        labels);
  }

  @Test
  void networksAndSeedsAreToldWhereTheyDiffer() throws IOException {
    TableKind.Request request =
        new TableKind.Request(logs, Optional.empty(), List.of(), Optional.empty());
    String text = TableFormat.TEXT.print(TableKind.ACCURACY.of(request)).replaceAll(" +", " ");
    assertTrue(text.contains("network variant attack T m sigma epsilon seed images"), text);
    String latex = TableFormat.LATEX.print(TableKind.SUMMARY.of(request));
    assertTrue(latex.contains("All rows: images 10000, which images all\n"), latex);
  }

  @Test
  void networksMakeGroups() {
    List<GroupKey> keys = GroupKey.parse(List.of("architecture"));
    assertEquals(
        List.of("cifar_resnet20", "cifar_resnet110"),
        CurveSet.of(logs, keys).curves().stream().map(Curve::label).toList());
  }

  private static void assertNear(CSVRecord row, String column, String value) {
    double half = column.equals("acr") ? 5e-7 : 1e-9;
    assertEquals(
        Double.parseDouble(row.get(column)), Double.parseDouble(value), half, column + ": " + row);
  }

  private static List<CSVRecord> table(TableKind kind, Optional<List<BigDecimal>> radii)
      throws IOException {
    TableKind.Request request = new TableKind.Request(logs, radii, List.of(), Optional.empty());
    return records(TableFormat.CSV.print(kind.of(request)));
  }

  private static List<CSVRecord> records(String csv) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(csv, format)) {
      return parser.getRecords();
    }
  }
}
