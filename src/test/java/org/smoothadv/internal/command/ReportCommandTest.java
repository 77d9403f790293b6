package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

class ReportCommandTest {
  private static final String HEADER = "idx\tlabel\tpredict\tradius\tcorrect\ttime\n";

  @TempDir Path folder;

  @Test
  void writesThePageAndSaysSo() throws IOException {
    write("runs/sigma_0.25", HEADER + "0\t3\t3\t0.57\t1\t1.0\n20\t3");
    Path out = folder.resolve("pages/report.html");
    CommandRun run = report(folder.resolve("runs").toString(), "--out", out.toString());
    assertTrue(Files.readString(out).startsWith("<!DOCTYPE html>"));
    assertEquals("", run.out());
    assertTrue(run.err().contains("wrote " + out), run.err());
    assertTrue(run.err().contains("sigma_0.25 has an unfinished last line"), run.err());
  }

  @Test
  void answersBadInput() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path out = folder.resolve("report.html");
    assertComplaint(empty + " holds no run.json and no log", empty.toString(), "--out", "" + out);
    assertComplaint("one folder, that of a run or of a tree of runs, but none", "--out", "" + out);
    assertComplaint("a, b are given", "a", "b", "--out", "" + out);
    assertComplaint("nowhere is not a folder", folder + "/nowhere", "--out", "" + out);
    assertComplaint("--out is missing", empty.toString());
    Path log = write("torn/sigma_0.25", HEADER + "0\t3\n");
    assertComplaint(log + ", line 2: there must be 6", folder + "/torn", "--out", "" + out);
    Path run = write("run/run.json", "[");
    assertComplaint(run + " is not a JSON object", folder + "/run", "--out", "" + out);
    write("good/sigma_0.25", HEADER + "0\t3\t3\t0.57\t1\t1.0\n");
    assertComplaint(empty + " is a folder", folder + "/good", "--out", "" + empty);
    assertFalse(Files.exists(out));
  }

  private static void assertComplaint(String complaint, String... arguments) {
    var error = assertThrows(InvalidInputException.class, () -> report(arguments));
    assertTrue(Failure.of(error).message().contains(complaint), Failure.of(error).message());
    assertTrue(Failure.of(error).message().lines().count() <= 2, Failure.of(error).message());
  }

  private static CommandRun report(String... arguments) throws IOException {
    return CommandRun.of(new ReportCommand(), arguments);
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
