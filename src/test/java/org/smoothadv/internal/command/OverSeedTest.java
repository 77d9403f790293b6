package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and figures of means over models of different training seeds. */
class OverSeedTest {
  @TempDir Path folder;

  @Test
  void aTableHasMeanDeviationAndNumberOfModels() throws IOException {
    log("a", 1, 0, "0.5", "0.5", "0.2", "-");
    log("b", 1, 1, "0.5", "-", "-", "-");
    log("c", 1, 2, "0.5", "0.5", "-", "-");
    log("longer", 2, 3, "0.5", "0.5", "0.5", "0.5");
    Outcome csv = analyze("--radii", "0.25", "--format", "csv", "--confidence", "0.95");
    List<String> rows = csv.assertDone().out().lines().toList();
    assertEquals(3, rows.size(), csv.out());
    List<String> names = List.of(rows.get(0).split(",", -1));
    List<String> mean = List.of(rows.get(1).split(",", -1));
    // Of 2/4, 1/4 and 2/4.
    assertEquals(5 / 12.0, number(names, mean, "accuracy"), 1e-12);
    assertEquals(Math.sqrt(1 / 48.0), number(names, mean, "standard_deviation"), 1e-12);
    assertEquals("3", mean.get(names.indexOf("models")));
    assertEquals("0 1 2", mean.get(names.indexOf("training_seed")));
    assertTrue(number(names, mean, "lower") < 0.25 && number(names, mean, "upper") > 0.6);
    assertTrue(rows.get(2).endsWith(",1"), rows.get(2));
    String text = analyze("--radii", "0.25").assertDone().out();
    assertTrue(text.contains("0.417 (0.144)") && text.contains("*/certify-0.25.tsv"), text);
  }

  private static double number(List<String> names, List<String> row, String name) {
    return Double.parseDouble(row.get(names.indexOf(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"accuracy", "envelope", "abstention", "summary", "linf"})
  void tablesOfCertificatesCanBeMeans(String table) throws IOException {
    log("a", 1, 0, "0.5", "0.5", "?", "-");
    log("b", 1, 1, "0.5", "-", "?", "?");
    for (String format : List.of("text", "markdown", "latex", "csv")) {
      String text = analyze("--table", table, "--format", format).assertDone().out();
      assertTrue(text.contains("models"), text);
      assertFalse(text.contains("a/certify"), text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paired", "empirical"})
  void othersAreRefused(String table) throws IOException {
    log("a", 1, 0, "0.5");
    analyze("--table", table).assertRefused("--over does not go with --table " + table);
  }

  @Test
  void whereNoSeedIsKnownItIsRefused() throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("x")).resolve("sigma_0.25"), lines("1"));
    analyze().assertRefused("--over seed", "run.json");
    Smoothadv.call("analyze", folder.toString(), "--over", "noise").assertRefused("--over", "seed");
  }

  @Test
  void aModelCountsOnce() throws IOException {
    log("a", 1, 0, "0.5", "-");
    log("b", 1, 1, "0.5", "0.5");
    log("copy-of-a", 1, 0, "0.5", "0.5");
    String text = analyze("--radii", "0").assertDone().out();
    assertTrue(text.contains("0.750 (0.354)"), text);
    assertTrue(text.contains("same training seed 0 as a/certify-0.25.tsv"), text);
  }

  /** As of a log that lies under the seed of another one: published logs tell no weights. */
  @Test
  void aLogThatWasCopiedUnderAnotherSeedCountsOnce() throws IOException {
    log("a", 1, 0, "0.5", "-", "?");
    log("b", 1, 1, "0.5", "0.5", "?");
    log("copy-of-a", 1, 2, "0.5", "-", "?");
    String text = analyze("--radii", "0").assertDone().out();
    assertTrue(text.contains("0.500 (0.236)"), text);
    assertTrue(text.contains("copy-of-a/certify-0.25.tsv is of the same lines as a/cert"), text);
  }

  @Test
  void logsOfWhichOnlyWrongAnswersDifferAreOfTwoModels() throws IOException {
    log("a", 1, 0, "0.5", "-");
    log("b", 1, 1, "0.5", "-");
    Path log = folder.resolve("b/certify-0.25.tsv");
    Files.writeString(log, Files.readString(log).replace("1\t3\t4\t", "1\t3\t5\t"));
    String text = analyze("--radii", "0").assertDone().out();
    assertTrue(text.contains("0.500 (0.000)"), text);
    assertFalse(text.contains("set aside"), text);
  }

  @Test
  void otherImagesAreKeptApart() throws IOException {
    log("a", 1, 0, "0.5", "-");
    log("b", 1, 1, "0.5", "0.5", "0.5");
    String text = analyze("--radii", "0").assertDone().out();
    assertTrue(text.contains("a/certify") && text.contains("b/certify"), text);
    assertTrue(text.contains("not of the same images"), text);
  }

  @Test
  void aFigureHasMeanAndBand() throws IOException {
    log("a", 1, 0, "0.5", "0.5", "0.2", "-");
    log("b", 1, 1, "0.5", "-", "-", "-");
    log("longer", 2, 3, "0.5", "0.5", "0.5", "0.5");
    Path out = folder.resolve("means.svg");
    Smoothadv.call("plot", folder.toString(), "--over", "seed", "--out", out.toString())
        .assertDone();
    String svg = Files.readString(out);
    assertTrue(svg.contains("2 models") && svg.contains("1 model<"), svg);
    assertEquals(2, svg.split("fill-opacity:0.17", -1).length - 1, svg);
  }

  @Test
  void ofLogsWithoutVotesThereIsNoFigureOfPa() throws IOException {
    log("a", 1, 0, "0.5");
    String out = folder.resolve("pa.svg").toString();
    List<String> plot = List.of("plot", folder.toString(), "--what", "pa", "--out", out);
    Smoothadv.call(plot).assertRefused("a/certify-0.25.tsv", "'votes'", "certify again");
    for (List<String> more :
        List.of(
            List.of("--over", "seed"),
            List.of("--per", "sigma"),
            List.of("--confidence", "0.9"),
            List.of("--max-radius", "1"))) {
      List<String> all = new ArrayList<>(plot);
      all.addAll(more);
      Smoothadv.call(all).assertRefused(more.get(0) + " does not go with --what pa");
    }
  }

  private Outcome analyze(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("analyze", folder.toString(), "--over", "seed"));
    arguments.addAll(List.of(more));
    return Smoothadv.call(arguments);
  }

  /** A log of a run; of each image the radius, {@code -} for a wrong answer, {@code ?} for none. */
  private void log(String run, int epochs, int seed, String... radii) throws IOException {
    Path log = Files.createDirectories(folder.resolve(run)).resolve("certify-0.25.tsv");
    Files.writeString(log, lines(radii));
    Files.writeString(
        log.resolveSibling("run.json"),
        """
        {"configuration": {"dataset": "cifar10", "sigma": 0.25, "attack": "none", "epochs": %d, "seed": %d}}
        """
            .formatted(epochs, seed));
  }

  private static String lines(String... radii) {
    StringBuilder lines = new StringBuilder("idx\tlabel\tpredict\tradius\tcorrect\ttime\n");
    for (int image = 0; image < radii.length; image++) {
      String rest =
          switch (radii[image]) {
            case "-" -> "4\t0.1\t0";
            case "?" -> "-1\t0.0\t0";
            default -> "3\t" + radii[image] + "\t1";
          };
      lines.append("%d\t3\t%s\t0:00:01\n".formatted(image, rest));
    }
    return lines.toString();
  }
}
