package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same lines as from the network, but for the time. */
class RecertifyCommandTest {
  private static final int TIME = 5;

  @TempDir static Path logs;
  @TempDir Path folder;

  private static Path certified;
  private static Path predicted;
  private static Path adaptive;

  @BeforeAll
  static void ask() throws IOException, InterruptedException {
    certified = ask("certify", "certified.tsv");
    predicted = ask("predict", "predicted.tsv");
    adaptive =
        ask("certify", "adaptive.tsv", "--sampling", "adaptive", "--radii", "0.5", "--max", "3");
  }

  /** On much noise, so that votes are divided. */
  private static Path ask(String command, String log, String... more)
      throws IOException, InterruptedException {
    Path file = logs.resolve(log);
    List<String> words = new ArrayList<>(List.of(command, "--run", TinyRun.folder().toString()));
    words.addAll(List.of("--sigma", "1", "--n", "150", "--log", file.toString()));
    words.addAll(List.of(more));
    if (!words.contains("--max")) {
      words.addAll(List.of("--max", "40"));
    }
    Smoothadv.call(words.toArray(String[]::new)).assertDone();
    return file;
  }

  private Outcome recertify(Path log, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("recertify", log.toString()));
    words.addAll(List.of(options));
    if (!words.contains("--out")) {
      words.addAll(List.of("--out", folder.resolve("new.tsv").toString()));
    }
    return Smoothadv.call(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, one-vs-rest",
    "0.1, top-two",
    "0.01, top-two",
    "0.001, top-two",
    "1e-6, one-vs-rest"
  })
  void equalsCertifyWithTheseOptions(String alpha, String bound)
      throws IOException, InterruptedException {
    Path asked = ask("certify", alpha + bound + ".tsv", "--alpha", alpha, "--bound", bound);
    recertify(certified, "--alpha", alpha, "--bound", bound).assertDone();
    assertEquals(withoutTime(asked), withoutTime(folder.resolve("new.tsv")));
  }

  @Test
  void equalsPredictWithThisAlpha() throws IOException, InterruptedException {
    Path asked = ask("predict", "again.tsv", "--alpha", "0.2");
    recertify(predicted, "--alpha", "0.2").assertDone();
    assertEquals(withoutTime(asked), withoutTime(folder.resolve("new.tsv")));
    assertFalse(withoutTime(predicted).equals(withoutTime(asked)), "alpha makes a difference");
  }

  @Test
  void saysWhereItComesFromAndTablesSayWhatWasChosenAfterwards() throws IOException {
    Path file = folder.resolve("below/new.tsv");
    recertify(certified, "--alpha", "0.1", "--out", file.toString()).assertDone();
    String description = Files.readString(folder.resolve("below/new.json"));
    assertTrue(description.contains("certified.tsv"), description);
    assertTrue(description.contains("\"chosenAfterwards\": \"alpha\""), description);
    Outcome table = Smoothadv.call("analyze", file.toString(), certified.toString()).assertDone();
    assertTrue(table.err().contains("chosen when the votes were known: alpha"), table.err());
    assertTrue(table.out().contains("chosen afterwards"), table.out());
    Outcome before = Smoothadv.call("analyze", certified.toString()).assertDone();
    assertFalse((before.out() + before.err()).contains("chosen"), before.err());
  }

  @Test
  void whatWasChosenBeforeIsNotForgotten() throws IOException {
    recertify(certified, "--alpha", "0.1").assertDone();
    String twice = folder.resolve("twice.tsv").toString();
    recertify(folder.resolve("new.tsv"), "--bound", "top-two", "--out", twice).assertDone();
    String description = Files.readString(folder.resolve("twice.json"));
    assertTrue(description.contains("\"chosenAfterwards\": \"alpha, bound\""), description);
  }

  @Test
  void aFolderOfLogsKeepsItsShape() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("tree/a"));
    copy(certified, tree.resolve("x.tsv"));
    copy(certified, tree.resolveSibling("x.tsv"));
    Path out = folder.resolve("out");
    recertify(folder.resolve("tree"), "--alpha", "0.1", "--out", out.toString()).assertDone();
    assertEquals(withoutTime(out.resolve("x.tsv")), withoutTime(out.resolve("a/x.tsv")));
    recertify(
            tree.resolve("x.tsv"),
            tree.resolveSibling("x.tsv").toString(),
            "--alpha",
            "0.1",
            "--out",
            folder.resolve("flat").toString())
        .assertRefused("two of the logs would become", "--out");
    assertFalse(Files.exists(folder.resolve("flat")));
  }

  @Test
  void shardsStayPartsOfOneLog() throws IOException, InterruptedException {
    Path parts = folder.resolve("parts");
    for (String shard : List.of("1/2", "2/2")) {
      Path log = ask("certify", "part-" + shard.charAt(0) + ".tsv", "--shard", shard);
      Path out = parts.resolve(log.getFileName());
      recertify(log, "--alpha", "0.1", "--out", out.toString()).assertDone();
    }
    recertify(certified, "--alpha", "0.1").assertDone();
    String whole = folder.resolve("new.tsv").toString();
    assertEquals(
        table(whole).replaceAll("new.tsv", ""),
        table(parts.toString()).replaceAll("part-1.tsv", ""));
  }

  /** Without the names of logs. */
  private static String table(String logs) throws IOException {
    return Smoothadv.call("analyze", "--radii", "0,0.5", "--format", "csv", logs)
        .assertDone()
        .out()
        .replaceAll("(?m)^[^,]*", "");
  }

  @Test
  void refusesWhatCannotBeComputedAgain() throws IOException {
    recertify(adaptive, "--alpha", "0.1").assertRefused("adaptive.tsv was sampled adaptively");
    recertify(predicted, "--bound", "top-two").assertRefused("--bound", "log of predict");
    recertify(certified).assertRefused("--alpha and --bound are missing");
    recertify(certified, "--alpha", "1e-60").assertRefused("--alpha is 1.0E-60", "n 150");
    recertify(certified, "--alpha", "0.1", "--out", predicted.toString())
        .assertRefused("predicted.tsv exists already", "--out");
    Path lonely = Files.copy(certified, folder.resolve("lonely.tsv"));
    recertify(lonely, "--alpha", "0.1").assertRefused("lonely.json is missing");
  }

  @Test
  void refusesVotesThatCannotBe() throws IOException {
    String line = Files.readAllLines(certified).get(1);
    String[] fields = line.split("\t", -1);
    int candidate = fields.length - 3;
    int votes = fields.length - 2;
    fields[1] = "0";
    fields[2] = "3";
    fields[4] = "0";
    fields[candidate] = "3";
    refused(fields, votes, "3:149", "add up to 149");
    refused(fields, votes, "3:100 10:50", "votes for class 10, but the classes are 0 to 9");
    refused(fields, votes, "3:100 4:50", "its votes do not give its radius");
    fields[candidate - 1] = "251";
    refused(fields, votes, "3:100 4:50", "it took 251 samples, but n0 is 100 and n is 150");
    refused(fields, fields.length - 1, "", "settings");
  }

  private void refused(String[] fields, int place, String value, String problem)
      throws IOException {
    Path log = folder.resolve("bad.tsv");
    copy(certified, log);
    String before = fields[place];
    fields[place] = value;
    String header = Files.readAllLines(certified).get(0);
    Files.writeString(log, header + "\n" + String.join("\t", fields) + "\n");
    fields[place] = before;
    recertify(log, "--alpha", "0.1").assertRefused("bad.tsv", problem);
    assertFalse(Files.exists(folder.resolve("new.tsv")));
  }

  @Test
  void refusesALogWithoutVotes() throws IOException {
    Path log = folder.resolve("old.tsv");
    copy(certified, log);
    try (Stream<String> lines = Files.lines(certified)) {
      Files.write(
          log, lines.map(line -> line.replaceFirst("\t[^\t]*\t[^\t]*(\t[^\t]*)$", "$1")).toList());
    }
    recertify(log, "--alpha", "0.1")
        .assertRefused("old.tsv has no columns 'candidate' and 'votes'");
  }

  @Test
  void whatCouldOnlyAbstainIsNotAsked() throws IOException, InterruptedException {
    String run = TinyRun.folder().toString();
    for (String command : List.of("certify", "predict")) {
      String log = folder.resolve("none.tsv").toString();
      Smoothadv.call(command, "--run", run, "--n", "9", "--log", log)
          .assertRefused("--alpha is 0.001, which n 9 cannot reach");
      assertFalse(Files.exists(folder.resolve("none.tsv")));
    }
  }

  @Test
  void aLogOfOtherVotesIsNotResumed() throws IOException, InterruptedException {
    Path log = folder.resolve("new.tsv");
    recertify(certified, "--alpha", "0.1").assertDone();
    String run = TinyRun.folder().toString();
    Smoothadv.call(
            "certify",
            "--run",
            run,
            "--sigma",
            "1",
            "--n",
            "150",
            "--max",
            "40",
            "--alpha",
            "0.1",
            "--log",
            log.toString(),
            "--resume")
        .assertRefused("computed from the votes of another log");
  }

  private static void copy(Path log, Path to) throws IOException {
    Files.deleteIfExists(to);
    Files.copy(log, to);
    String name = to.getFileName().toString().replace(".tsv", ".json");
    Files.deleteIfExists(to.resolveSibling(name));
    Files.copy(logs.resolve("certified.json"), to.resolveSibling(name));
  }

  private static List<String> withoutTime(Path log) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      String[] fields = line.split("\t", -1);
      fields[TIME] = "";
      lines.add(String.join("\t", fields));
    }
    assertTrue(lines.size() > 1, "no lines");
    return lines;
  }
}
