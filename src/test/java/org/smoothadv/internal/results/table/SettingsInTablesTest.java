package org.smoothadv.internal.results.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.figure.CurveSet;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogWriter;
import org.smoothadv.support.Unanimous;

/** No table, in any form, hides that its logs claim different things. */
class SettingsInTablesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "alpha, 0.9, alpha, 0.9",
    "n, 2000, n, 2000",
    "n0, 1, n0, 1",
    "bound, top-two, bound, top-two",
    "sampling, adaptive, sampling, adaptive",
    "precision, bfloat16, precision, bfloat16"
  })
  void everyTableTellsInWhichSettingsItsLogsDiffer(
      String option, String value, String column, String shown) throws IOException {
    certify("a.tsv", Map.of(), 0.5, 0.4);
    certify("b.tsv", Map.of(option, value), 0.6, 0.3);
    predict("c.tsv", Map.of());
    predict("d.tsv", Map.of(option, value));
    for (TableKind kind : TableKind.values()) {
      ResultTable table = kind.of(request());
      String note = "logs differ in " + column + ": ";
      assertTrue(table.notes().stream().anyMatch(it -> it.contains(note)), kind + " " + table);
      for (TableFormat format : EnumSet.complementOf(EnumSet.of(TableFormat.CSV))) {
        String text = format.print(table).replace("\\allowbreak{}", "");
        assertTrue(text.contains(note) && text.contains(shown), text);
      }
      assertTrue(LatexDocument.print(table).contains(note));
    }
    String csv = TableFormat.CSV.print(TableKind.ACCURACY.of(request()));
    assertTrue(csv.contains(column) && csv.contains("," + shown), csv);
  }

  @ParameterizedTest
  @EnumSource(
      value = TableKind.class,
      names = {"ENVELOPE", "ABSTENTION", "LINF"})
  void theBestOfDifferentAlphasIsNone(TableKind kind) throws IOException {
    certify("a.tsv", Map.of(), 0.5, 0.4);
    certify("b.tsv", Map.of("alpha", 0.9), 0.9, 0.9);
    certify("c.tsv", Map.of("n", 2000), 0.6, 0.5);
    String csv = TableFormat.CSV.print(kind.of(request()));
    assertTrue(csv.contains("b.tsv") && csv.contains("c.tsv"), csv);
    assertFalse(csv.lines().anyMatch(it -> it.contains("b.tsv") && it.contains("0.001")), csv);
    assertEquals(1, csv.lines().findFirst().orElseThrow().split("alpha").length - 1, csv);
    assertTrue(csv.lines().skip(1).allMatch(it -> it.matches(".*\\b0\\.(001|9)\\b.*")), csv);
  }

  @Test
  void noStarIsGivenAcrossAlphas() throws IOException {
    certify("a.tsv", Map.of(), 0.5, 0.4);
    certify("b.tsv", Map.of("n", 2000), 0.4, 0.3);
    assertTrue(TableFormat.TEXT.print(TableKind.ACCURACY.of(request())).contains("*"));
    certify("c.tsv", Map.of("alpha", 0.01), 0.6, 0.4);
    assertFalse(TableFormat.TEXT.print(TableKind.ACCURACY.of(request())).contains("*"));
  }

  @Test
  void curvesOfDifferentAlphasAreNotJoined() throws IOException {
    certify("a/a.tsv", Map.of(), 0.5, 0.4);
    certify("a/b.tsv", Map.of("alpha", 0.9), 0.6, 0.5);
    CurveSet curves = CurveSet.of(logs(), List.of(GroupKey.SIGMA));
    assertEquals(2, curves.curves().size());
    assertTrue(curves.curves().get(1).label().contains("0.9"), curves.toString());
    assertTrue(curves.notices().get(0).contains("logs differ in alpha"), curves.toString());
  }

  @Test
  void curvesTellInWhichSettingsTheyDiffer() throws IOException {
    certify("a/a.tsv", Map.of(), 0.5, 0.4);
    certify("b/b.tsv", Map.of("sigma", 0.5, "n", 2000, "bound", "top-two"), 0.6, 0.5);
    String label = CurveSet.of(logs(), List.of(GroupKey.SIGMA)).curves().get(1).label();
    assertEquals("\u03c3 = 0.5, n = 2000, top-two", label);
  }

  @Test
  void otherImagesOfTheSameNumberAreOtherImages() throws IOException {
    certify("a.tsv", Map.of(), 0.5, 0.4);
    certify("b.tsv", Map.of("data", "99990123456789ab"), 0.4, 0.3);
    List<String> notes = TableKind.ACCURACY.of(request()).notes();
    assertTrue(notes.get(0).contains("different images"), notes.toString());
  }

  @Test
  void aLogThatLostItsDescriptionIsSetAside() throws IOException {
    certify("a.tsv", Map.of(), 0.5, 0.4);
    certify("b.tsv", Map.of(), 0.4, 0.3);
    Files.delete(folder.resolve("b.json"));
    List<String> notes = TableKind.ACCURACY.of(request()).notes();
    assertEquals(List.of(), notes);
    assertEquals(1, TableKind.ACCURACY.of(request()).grid().rows().size());
    assertTrue(logs().notices().get(0).contains("b.tsv has no JSON file beside it"));
  }

  @Test
  void tellsOfHowManyLogsTheSettingsAreNotKnown() throws IOException {
    certify("a.tsv", Map.of(), 0.5, 0.4);
    Files.writeString(
        folder.resolve("sigma_0.25"),
        "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.4\t1\t1.0\n1\t3\t3\t0.4\t1\t1.0\n");
    List<String> notes = TableKind.ACCURACY.of(request()).notes();
    assertEquals(
        List.of("alpha and the other settings are not known of 1 log of 2, such as sigma_0.25"),
        notes);
  }

  @Test
  void anEditedDescriptionIsNotBelieved() throws IOException {
    certify("a.tsv", Map.of("alpha", 0.9), 0.5, 0.4);
    Path json = folder.resolve("a.json");
    String written = Files.readString(json);
    Files.writeString(json, written.replace("0.9", "0.001"));
    assertRefused("a.json was edited");
    Files.writeString(
        json, written.replace("0.9", "0.001").replaceAll(",\\s*\"settings\": \"\\w+\"", ""));
    assertRefused("a.json does not describe a.tsv");
    certify("b.tsv", Map.of(), 0.5, 0.4);
    Files.copy(folder.resolve("b.json"), json, StandardCopyOption.REPLACE_EXISTING);
    assertRefused("a.json does not describe a.tsv");
  }

  @Test
  void aLogThatLacksChosenImagesSaysSoInItsTable() throws IOException {
    certify("a.tsv", Map.of("max", 3), 0.5, 0.4);
    String table = TableFormat.MARKDOWN.print(TableKind.ACCURACY.of(request()));
    assertTrue(table.contains("a.tsv has fewer images than were chosen"), table);
    certify("b.tsv", Map.of("max", 1), 0.5, 0.4);
    assertRefused("b.tsv: image 1 is none of the 1 that were chosen");
  }

  @Test
  void aTableOfAnUnusualAlphaSaysSo() throws IOException {
    certify("a.tsv", Map.of("alpha", 0.05), 0.5, 0.4);
    assertEquals(List.of("alpha is 0.05"), TableKind.ACCURACY.of(request()).notes());
  }

  /** At sigma 0.25 and 100,000 unanimous votes: 0.25 * 3.81 at most. */
  @Test
  void aRadiusThatNoVotesCertifyIsRefused() throws IOException {
    certify("a.tsv", Map.of(), 0.952, 0.4);
    assertEquals(1, logs().certified().size());
    certify("b.tsv", Map.of(), 0.4, 0.953);
    assertRefused("b.tsv: image 1 has radius 0.95299999, but at sigma 0.25, n 100000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.001", "-1", "0", "\"some\""})
  void anAlphaThatIsNoneIsRefused(String alpha) throws IOException {
    certify("sigma_0.25", Map.of(), 0.5, 0.4);
    Path log = folder.resolve("sigma_0.25");
    Files.write(
        log, Files.readAllLines(log).stream().map(it -> it.replaceFirst("\t\\w*$", "")).toList());
    Files.writeString(
        folder.resolve("sigma_0.25.settings.json"),
        "{\"kind\": \"certify\", \"sigma\": 0.25, \"n\": 10, \"alpha\": " + alpha + "}");
    assertRefused("sigma_0.25.settings.json: 'alpha' is " + alpha.replace("\"", ""));
  }

  @Test
  void logsOfOneRunThatAreOfDifferentWeightsAreTold() throws IOException {
    Files.writeString(folder.resolve("run.json"), "{\"configuration\": {\"attack\": \"none\"}}");
    certify("a.tsv", Map.of(), 0.5, 0.4);
    certify("b.tsv", Map.of(), 0.4, 0.3);
    assertEquals(List.of(), TableKind.ACCURACY.of(request()).notes());
    certify("c.tsv", "other weights", Map.of(), 0.4, 0.3);
    List<String> notes = TableKind.ACCURACY.of(request()).notes();
    assertTrue(notes.toString().contains("different weights"), notes.toString());
    assertTrue(notes.toString().contains("a.tsv and c.tsv"), notes.toString());
  }

  @Test
  void imagesOfOtherDataAreNotCompared() throws IOException {
    certify("a.tsv", Map.of(), 0.5, 0.4);
    certify("b.tsv", Map.of("data", "0123456789abcdee"), 0.4, 0.3);
    TableKind.Request request = request();
    var error = assertThrows(InvalidInputException.class, () -> TableKind.PAIRED.of(request));
    assertTrue(error.getMessage().contains("of other data"), error.getMessage());
  }

  @Test
  void noNameForgesARow() throws IOException {
    certify("a.tsv\n 0.25  2  1.000  forged.tsv", Map.of(), 0.5, 0.4);
    for (TableFormat format : List.of(TableFormat.TEXT, TableFormat.MARKDOWN)) {
      String table = format.print(TableKind.ACCURACY.of(request()));
      assertFalse(table.lines().anyMatch(it -> it.startsWith(" 0.25  2")), table);
    }
  }

  private void assertRefused(String problem) {
    var error = assertThrows(InvalidInputException.class, this::logs, problem);
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }

  private TableKind.Request request() throws IOException {
    return new TableKind.Request(logs(), Optional.empty(), List.of(), Optional.empty());
  }

  private LogCollection logs() throws IOException {
    return LogCollection.load(LogFinder.find(List.of(folder.toString())));
  }

  private static LogProvenance how(String kind, Map<String, ?> changed) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("dataset", "cifar10");
    options.put("sigma", 0.25);
    options.put("n", 100_000);
    options.put("n0", 100);
    options.put("alpha", 0.001);
    options.put("bound", "one-vs-rest");
    options.put("sampling", "fixed");
    options.put("precision", "float32");
    options.put("data", "0123456789abcdef");
    options.put("images", 10_000);
    options.put("skip", 1);
    options.put("max", 2);
    options.putAll(changed);
    return new LogProvenance(kind, "run", "1234", options);
  }

  private void certify(String name, Map<String, ?> changed, double... radii) throws IOException {
    certify(name, "1234", changed, radii);
  }

  private void certify(String name, String model, Map<String, ?> changed, double... radii)
      throws IOException {
    LogProvenance how = how("certify", changed);
    try (var log =
        LogWriter.create(
            folder.resolve(name),
            LogFormat.CERTIFICATION,
            new LogProvenance(how.kind(), how.run(), model, how.options()))) {
      for (int i = 0; i < radii.length; i++) {
        log.append(Unanimous.certified(i, 3, 3, radii[i], Duration.ZERO, 200));
      }
    }
  }

  private void predict(String name, Map<String, ?> changed) throws IOException {
    try (var log =
        LogWriter.create(folder.resolve(name), LogFormat.PREDICTION, how("predict", changed))) {
      log.append(Unanimous.predicted(0, 3, 3, 3, Duration.ZERO));
      log.append(Unanimous.predicted(1, 3, 4, 3, Duration.ZERO));
    }
  }
}
