package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spreadsheet would take for a formula is text to it, and numbers stay numbers. */
class CsvForSpreadsheetsTest {
  @TempDir Path folder;

  @Test
  void textThatASpreadsheetWouldComputeIsNeutralInCsv() throws IOException {
    for (String name : List.of("=1+1", "+1-1", "-2+3", "@SUM(A1)", "\t=1", "plain")) {
      Files.writeString(
          folder.resolve(name),
          "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.57\t1\t1\n");
    }
    assertEquals(
        List.of("'\t=1", "'+1-1", "'-2+3", "'=1+1", "'@SUM(A1)", "plain"),
        csv("accuracy")
            .lines()
            .skip(1)
            .map(line -> line.split(",", -1)[0].replace("\"", ""))
            .sorted()
            .toList());
  }

  @Test
  void negativeNumbersStayNumbersInCsv() throws IOException {
    String header = "idx\tlabel\tpredict\tradius\tcorrect\ttime\n";
    Files.writeString(folder.resolve("a"), header + "0\t3\t3\t0.57\t1\t1\n1\t3\t3\t0.57\t1\t1\n");
    Files.writeString(folder.resolve("b"), header + "0\t3\t3\t0.57\t1\t1\n1\t3\t4\t0.57\t0\t1\n");
    String paired = csv("paired");
    assertTrue(paired.contains(",-0.5"), paired);
    assertFalse(paired.contains("'"), paired);
  }

  private String csv(String table) throws IOException {
    return CommandRun.of(
            new AnalyzeCommand(),
            folder.toString(),
            "--radii",
            "0",
            "--table",
            table,
            "--format",
            "csv")
        .out();
  }
}
