package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program in places that its users have: other locales, full disks, doubtful arithmetic. */
class SurroundingsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"ar, EG", "fa, IR", "my, MM", "hi, IN"})
  void languagesWithOtherDigitsChangeNothing(String language, String country)
      throws IOException, InterruptedException {
    List<String> arguments =
        TinyRun.training(Path.of("run"), "--epochs", "1", "--limit", "32", "--eval-limit", "10");
    List<String> locale = List.of("-Duser.language=" + language, "-Duser.country=" + country);
    try (SmoothadvProcess process =
        SmoothadvProcess.startCommand(folder, SmoothadvProcess.command(locale, arguments))) {
      process.await().assertDone();
    }
    String table = Files.readString(folder.resolve("run/train.tsv"));
    assertTrue(table.chars().allMatch(c -> c < 128), table);
  }

  @Test
  void libraryCacheThatCannotBeWrittenIsNamed() throws IOException, InterruptedException {
    Path nowhere = Files.writeString(folder.resolve("file"), "").resolve("cache");
    // The places that JavaCPP tries one after the other.
    List<String> cache =
        List.of(
            "-Dorg.bytedeco.javacpp.cachedir=" + nowhere,
            "-Duser.home=" + nowhere,
            "-Djava.io.tmpdir=" + nowhere);
    List<String> bench = List.of("bench", "--arch", "cifar-resnet-8");
    try (SmoothadvProcess process =
        SmoothadvProcess.startCommand(folder, SmoothadvProcess.command(cache, bench))) {
      Outcome outcome = process.await();
      assertEquals(1, outcome.status());
      assertTrue(outcome.err().contains("cachedir=DIR names another folder"), () -> outcome.err());
      assertEquals(2, outcome.err().lines().count(), () -> outcome.err());
    }
  }

  /** oneDNN can be told to compute float32 convolutions in bfloat16, where processors have AMX. */
  @Test
  void arithmeticThatIsTooRoughIsRefused() throws IOException, InterruptedException {
    Path processor = Path.of("/proc/cpuinfo");
    assumeTrue(
        Files.exists(processor) && Files.readString(processor).contains("amx_bf16"),
        "this processor has no AMX instructions for bfloat16");
    List<String> command =
        SmoothadvProcess.command(List.of(), TinyRun.training(Path.of("run"), "--epochs", "1"));
    Map<String, String> rough = Map.of("ONEDNN_DEFAULT_FPMATH_MODE", "BF16");
    try (SmoothadvProcess process = SmoothadvProcess.startCommand(folder, command, rough)) {
      Outcome outcome = process.await();
      assertEquals(1, outcome.status());
      assertTrue(
          outcome
              .err()
              .contains(
                  "this machine computes a convolution of 3x3 from 3 to 16 channels at stride 1 on"
                      + " 32 x 32 pixels in float32 wrongly"),
          () -> outcome.err());
    }
  }
}
