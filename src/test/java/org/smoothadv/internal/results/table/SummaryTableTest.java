package org.smoothadv.internal.results.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogWriter;
import org.smoothadv.support.Unanimous;

/** The expected values are counted by hand in logs of a few lines. */
class SummaryTableTest {
  @TempDir Path folder;

  @Test
  void saysOfEachLogWhatDoesNotDependOnARadius() throws IOException {
    certify("a.tsv", 1000, new int[] {0, 20, 40, 60}, 3, 0.5, 3, 0.25, 4, 0.9, -1, 0);
    CSVRecord row = csv(TableKind.SUMMARY, List.of()).get(0);
    assertEquals("4", row.get("images"));
    assertEquals("every 20th from 0 to 60", row.get("which"));
    assertEquals("0.5", row.get("accuracy"), "an abstention is not right");
    assertEquals(2 / 3.0, Double.parseDouble(row.get("answered_accuracy")), 1e-15);
    assertEquals("0.25", row.get("abstention"));
    assertEquals("0.1875", row.get("acr"), "0.75 / 4: what is wrong has no radius");
    assertEquals("0.125", row.get("median_radius"), "of 0, 0, 0.25 and 0.5");
    assertEquals("425", row.get("samples_per_image"), "the mean of 200, 350, 500 and 650");
    assertEquals("1.5", row.get("seconds_per_image"), "the mean of 0, 1, 2 and 3");
    assertEquals("1000", row.get("n"));
    assertEquals("0.001", row.get("alpha"));
  }

  @Test
  void tellsPeopleTheSameInEveryForm() throws IOException {
    certify("a.tsv", 1000, new int[] {0, 20, 40, 60}, 3, 0.5, 3, 0.25, 4, 0.9, -1, 0);
    ResultTable table = TableKind.SUMMARY.of(request(List.of()));
    String text = TableFormat.TEXT.print(table).replaceAll(" +", " ");
    assertTrue(
        text.contains(
            "images accuracy abstention ACR median radius samples seconds n alpha which images answered"),
        text);
    assertTrue(
        text.contains(
            "4 0.500 0.250 0.188 0.125 425 1.500 1000 0.001 every 20th from 0 to 60 0.667"),
        text);
    for (TableFormat format : List.of(TableFormat.MARKDOWN, TableFormat.LATEX)) {
      String other = format.print(table);
      assertTrue(other.contains("0.667") && other.contains("425"), other);
    }
  }

  @Test
  void aLogWithoutAnswersOrTimesOrSamplesLeavesThemEmpty() throws IOException {
    Path log = folder.resolve("resnet20/noise_0.25/test/sigma_0.25");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "idx\tlabel\tpredict\tradius\tcorrect\n0\t3\t-1\t0.0\t0\n");
    CSVRecord row = csv(TableKind.SUMMARY, List.of()).get(0);
    for (String unknown :
        List.of("answered_accuracy", "samples_per_image", "seconds_per_image", "n", "alpha")) {
      assertEquals("", row.get(unknown), unknown);
    }
    assertEquals("0", row.get("acr"));
    assertEquals("0", row.get("median_radius"));
    assertEquals("1", row.get("abstention"));
    assertEquals("0", row.get("which"));
  }

  @ParameterizedTest
  @CsvSource({
    "0 1 2, 3, all",
    "0 1 2, 4, 0 to 2",
    "1 2, 3, 1 to 2",
    "0 2 4, 5, every 2nd from 0 to 4",
    "5 8 11, 100, every 3rd from 5 to 11",
    "0 11 22, 100, every 11th from 0 to 22",
    "0 21, 100, every 21st from 0 to 21",
    "0 111, 1000, every 111th from 0 to 111",
    "0 1 5, 6, some from 0 to 5",
    "4, 9, 4",
    "0, 1, all"
  })
  void tellsWhichImages(String indices, int split, String expected) throws IOException {
    int[] images = List.of(indices.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
    double[] answers = new double[2 * images.length];
    certify("a.tsv", 1000, split, images, answers);
    assertEquals(expected, csv(TableKind.SUMMARY, List.of()).get(0).get("which"));
  }

  @Test
  void columnsOfTheSummaryGoBesideAccuraciesAtRadii() throws IOException {
    certify("a.tsv", 1000, new int[] {0, 1}, 3, 0.5, 3, 0.25);
    certify("b.tsv", 500, new int[] {0, 1}, 3, 0.625, -1, 0);
    List<SummaryColumn> all = List.of(SummaryColumn.values());
    List<CSVRecord> rows = csv(TableKind.ACCURACY, all);
    assertEquals("0.375", rows.get(0).get("acr"));
    assertEquals("1", rows.get(0).get("standard_accuracy"));
    CSVRecord second = rows.get(rows.size() - 1);
    assertEquals("0.3125", second.get("acr"));
    assertEquals("500", second.get("n"));
    assertEquals(1, rows.get(0).getParser().getHeaderNames().stream().filter("n"::equals).count());
    String text = TableFormat.TEXT.print(TableKind.ACCURACY.of(request(all)));
    assertTrue(text.contains("ACR") && text.contains("at r=0"), text);
  }

  @Test
  void inAnEnvelopeTheyAreOfTheBestModelOfTheRow() throws IOException {
    certify("a.tsv", 1000, new int[] {0, 1}, 3, 0.5, 3, 0.25);
    certify("b.tsv", 1000, new int[] {0, 1}, 3, 0.625, -1, 0);
    List<CSVRecord> rows = csv(TableKind.ENVELOPE, List.of(SummaryColumn.ACR), "0,0.55,3");
    assertEquals(List.of("0.375", "0.3125", ""), rows.stream().map(row -> row.get("acr")).toList());
    assertEquals(List.of("a.tsv", "b.tsv", ""), rows.stream().map(row -> row.get("log")).toList());
  }

  @Test
  void refusesColumnsThatThereAreNotAndTablesThatTakeNone() throws IOException {
    certify("a.tsv", 1000, new int[] {0, 1}, 3, 0.5, 3, 0.25);
    var unknown =
        assertThrows(InvalidInputException.class, () -> SummaryColumn.parse(List.of("acr", "ACC")));
    assertTrue(unknown.getMessage().contains("'ACC' is not known"), unknown.getMessage());
    assertTrue(unknown.getMessage().contains("median_radius, samples"), unknown.getMessage());
    for (TableKind kind : TableKind.values()) {
      if (kind != TableKind.ACCURACY && kind != TableKind.ENVELOPE) {
        var error =
            assertThrows(
                InvalidInputException.class,
                () -> kind.requireSupported(Optional.empty(), List.of(), List.of(SummaryColumn.N)));
        assertTrue(error.getMessage().contains("columns does not go with"), error.getMessage());
      }
    }
  }

  @Test
  void othersBetweenTheSameEndsAreOtherImages() throws IOException {
    certify("a.tsv", 1000, new int[] {0, 1, 5}, 3, 0.5, 3, 0.25, 3, 0.1);
    certify("b.tsv", 1000, new int[] {0, 2, 5}, 3, 0.5, 3, 0.25, 3, 0.1);
    certify("c.tsv", 1000, new int[] {0, 1, 5}, 3, 0.5, 3, 0.25, 3, 0.1);
    for (TableKind kind : List.of(TableKind.SUMMARY, TableKind.ACCURACY, TableKind.ENVELOPE)) {
      String note = String.join("; ", kind.of(request(List.of())).notes());
      assertTrue(note.contains("3 images from 0 to 5 (2 logs)"), note);
      assertTrue(note.contains("3 images from 0 to 5, others between (1 log)"), note);
    }
  }

  @Test
  void sharesHaveIntervalsWhereTheyAreWanted() throws IOException {
    certify("a.tsv", 1000, new int[] {0, 1}, 3, 0.5, 3, 0.25);
    TableKind.Request request =
        new TableKind.Request(
            request(List.of()).logs(),
            Optional.empty(),
            List.of(),
            Optional.of(new ConfidenceLevel(0.95)));
    assertTrue(TableFormat.MARKDOWN.print(TableKind.SUMMARY.of(request)).contains("1.000 \u00b1"));
    assertTrue(TableFormat.CSV.print(TableKind.SUMMARY.of(request)).contains("half_width"));
    assertFalse(
        TableFormat.CSV.print(TableKind.SUMMARY.of(request(List.of()))).contains("half_width"));
  }

  private List<CSVRecord> csv(TableKind kind, List<SummaryColumn> columns) throws IOException {
    return csv(kind, columns, null);
  }

  private List<CSVRecord> csv(TableKind kind, List<SummaryColumn> columns, String radii)
      throws IOException {
    TableKind.Request plain = request(columns);
    TableKind.Request request =
        new TableKind.Request(
            plain.logs(),
            Optional.ofNullable(radii).map(Radii::parse),
            List.<GroupKey>of(),
            columns,
            Optional.empty());
    String text = TableFormat.CSV.print(kind.of(request));
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      return parser.getRecords();
    }
  }

  private TableKind.Request request(List<SummaryColumn> columns) throws IOException {
    return new TableKind.Request(
        LogCollection.load(LogFinder.find(List.of(folder.toString()))),
        Optional.empty(),
        List.of(),
        columns,
        Optional.empty());
  }

  private void certify(String name, int n, int[] images, double... answers) throws IOException {
    certify(name, n, 10_000, images, answers);
  }

  /**
   * Writes a log.
   *
   * @param answers class and radius of each image, all of which are of class 3
   */
  private void certify(String name, int n, int split, int[] images, double... answers)
      throws IOException {
    Map<String, Object> options =
        Map.of("dataset", "cifar10", "sigma", 0.5, "n", n, "alpha", 0.001, "images", split);
    LogProvenance how = new LogProvenance("certify", "run", "1234", options);
    List<CertificationRecord> records = new ArrayList<>();
    for (int i = 0; i < images.length; i++) {
      records.add(
          Unanimous.certified(
              images[i],
              3,
              (int) answers[2 * i],
              answers[2 * i + 1],
              Duration.ofSeconds(i),
              200 + 150 * i));
    }
    try (var log = LogWriter.create(folder.resolve(name), LogFormat.CERTIFICATION, how)) {
      for (CertificationRecord record : records) {
        log.append(record);
      }
    }
  }
}
