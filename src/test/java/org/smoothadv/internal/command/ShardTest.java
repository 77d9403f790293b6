package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A certification in parts, as jobs of an array do it. */
class ShardTest {
  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void copyRun() throws IOException, InterruptedException {
    run = TinyRun.copy(folder);
  }

  @Test
  void shardsTogetherAreTheWholeLogAndAnalyzeReadsThemAsOne() throws IOException {
    List<String> whole = certify("--log", folder.resolve("whole.tsv").toString());
    TreeMap<Integer, String> parts = new TreeMap<>();
    for (int i = 1; i <= 3; i++) {
      for (String line : certify("--shard", i + "/3")) {
        parts.put(Integer.parseInt(line.substring(0, line.indexOf('\t'))), line);
      }
    }
    assertTrue(Files.exists(run.resolve("certify-0.25-shard-2-of-3.tsv")));
    assertEquals(whole, List.copyOf(parts.values()));

    List<String> table = accuracies(run.toString());
    assertEquals(1, table.size(), table.toString());
    assertTrue(table.get(0).startsWith("certify-0.25-shard-1-of-3.tsv (3 shards),"), table.get(0));
    List<String> expected = accuracies(folder.resolve("whole.tsv").toString());
    assertEquals(imagesRadiusAccuracy(expected.get(0)), imagesRadiusAccuracy(table.get(0)));
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    certify("--shard", "1/3");
    certify("--shard", "3/3");
    analyze().assertRefused("certify-0.25-shard-1-of-3.tsv is shard 1/3, but shard 2/3 is missing");
  }

  @Test
  void shardsOfTwoDivisionsAreRefused() throws IOException {
    certify("--shard", "1/2");
    certify("--shard", "2/3");
    analyze().assertRefused("(shard 2/3) overlaps with ");
  }

  @Test
  void aShardThatStoppedEarlyIsAGap() throws IOException {
    certify("--shard", "1/2");
    certify("--shard", "2/2");
    Path second = run.resolve("certify-0.25-shard-2-of-2.tsv");
    List<String> lines = new ArrayList<>(Files.readAllLines(second));
    lines.remove(2);
    Files.write(second, lines);
    analyze().assertRefused("do not fit together at image", "--resume");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--alpha 0.9             | alpha 0.001 and 0.9",
        "--seed 99               | seed 0 and 99",
        "--n0 1                  | n0 100 and 1",
        "--n 300                 | n 200 and 300",
        "--bound top-two         | bound one-vs-rest and top-two",
        "--precision bfloat16    | precision float32 and bfloat16",
        "--skip 2                | skip 1 and 2",
        "--max 8                 | max 9 and 8",
        "--sampling adaptive --radii 0.1 | sampling fixed and adaptive, radii unknown and 0.1"
      })
  void shardsThatWereMadeInOtherWaysAreNotJoined(String option, String difference)
      throws IOException {
    certify("--shard", "1/2");
    certify(("--shard 2/2 " + option).split(" "));
    analyze().assertRefused("shard-1-of-2.tsv is shard 1/2 and ", "not made alike (", difference);
  }

  @Test
  void shardsOfOtherWeightsAreNotJoined() throws IOException {
    certify("--shard", "1/2");
    Smoothadv.call("train", "--resume", "--epochs", "3", "--run", run.toString()).assertDone();
    certify("--shard", "2/2");
    analyze().assertRefused("not made alike (weights ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5/4", "0/4", "4", "a/b", "-1/2", "1/0", ""})
  void whatIsNoShardIsRefused(String shard) {
    Smoothadv.call("certify", "--run", run.toString(), "--shard", shard)
        .assertRefused("--shard is '" + shard + "'; accepted is one of several parts, such as 2/8");
  }

  @Test
  void aLogIsContinuedWithItsShardOnly() throws IOException {
    Path log = folder.resolve("log.tsv");
    certify("--shard", "1/3", "--log", log.toString());
    Smoothadv.call(
            "certify",
            "--run",
            run.toString(),
            "--n",
            "200",
            "--log",
            log.toString(),
            "--max",
            "9",
            "--resume",
            "--shard",
            "2/3")
        .assertRefused("was made with --shard \"1/3\", this command has \"2/3\"");
  }

  private Outcome analyze() {
    return Smoothadv.call("analyze", run.toString());
  }

  /** The lines of the table, without its header. */
  private static List<String> accuracies(String log) {
    String csv = Smoothadv.call("analyze", log, "--format", "csv", "--radii", "0.25").out();
    return csv.lines().skip(1).toList();
  }

  private static List<String> imagesRadiusAccuracy(String line) {
    return List.of(line.split(",", -1)).subList(7, 10);
  }

  /** The lines of the log that is written, without their times. */
  private List<String> certify(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("certify", "--run", run.toString()));
    List<String> own = Arrays.asList(options);
    arguments.addAll(own.contains("--n") ? List.of() : List.of("--n", "200"));
    arguments.addAll(own.contains("--max") ? List.of() : List.of("--max", "9"));
    arguments.addAll(own);
    String out = Smoothadv.call(arguments).assertDone().out();
    Path log = Path.of(out.lines().findFirst().orElseThrow().substring("log: ".length()));
    return Files.readAllLines(log).stream()
        .skip(1)
        .map(line -> line.replaceFirst("\t\\d+:\\d\\d:[^\t]*", ""))
        .toList();
  }
}
