package org.smoothadv.internal.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning.Kernels;

class CalibrationTest {
  private final Machine machine = Machine.current();
  private final List<String> notices = new ArrayList<>();

  @TempDir Path temporary;

  @Test
  void choosesWhatTookLessTime() {
    Calibration measured = calibration(temporary);

    Kernels faster = measured.kernelsRatio() <= 0.9 ? Kernels.TENSORFLOW : Kernels.ONEDNN;
    assertEquals(faster, measured.tuning().kernels());
    assertEquals(measured.partsRatio() <= 0.95 ? 64 : 0, measured.tuning().attackRows());
    assertEquals(machine.threads(), measured.threads());
  }

  @Test
  void keepsTheAnswer() throws IOException {
    Path folder = temporary.resolve("not/there/yet");

    Calibration measured = calibration(folder);

    assertEquals(measured, calibration(folder));
    assertEquals(List.of(), notices);
    assertTrue(Files.readString(file(folder)).contains("\"processor\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[1]",
        "{}",
        "{\"processor\": 1}",
        "{\"tuning\": {\"kernels\": \"other\", \"attackRows\": -3}}"
      })
  void measuresAgainWhereTheFileIsDamaged(String content) throws IOException {
    calibration(temporary);
    Files.writeString(file(temporary), content);

    Calibration again = calibration(temporary);

    assertEquals(List.of(), notices);
    assertEquals(again, calibration(temporary));
  }

  @Test
  void measuresAgainForAnotherProcessor() throws IOException {
    Calibration measured = calibration(temporary);
    Path file = file(temporary);
    Files.writeString(file, Files.readString(file).replace(measured.processor(), "another"));

    assertEquals(measured.processor(), calibration(temporary).processor());
  }

  @Test
  void saysInALineThatTheAnswerCannotBeKept() throws IOException {
    Path folder = Files.writeString(temporary.resolve("file"), "").resolve("smoothadv");

    calibration(folder);

    assertEquals(1, notices.size(), notices::toString);
    assertTrue(notices.get(0).startsWith(folder + " cannot be used"), notices::toString);
  }

  private Calibration calibration(Path folder) {
    return Calibration.keptOrMeasured(machine, folder, notices::add);
  }

  private static Path file(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow();
    }
  }
}
