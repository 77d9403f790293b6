package org.smoothadv.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void whatIsNoTerminalGetsWholeLinesAndTheLastOneTellsTheEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Progress progress = Progress.plain(out, 3_600_000, "certify", 50, "images")) {
      progress.step();
      progress.stepTo(50);
      progress.message("certified 0.5");
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(-1, text.indexOf('\r'), text);
    List<String> lines = text.lines().toList();
    assertTrue(lines.size() <= 2, text);
    String last = lines.get(lines.size() - 1);
    assertTrue(last.startsWith("certify") && last.contains("50/50 images"), last);
    assertTrue(last.endsWith(" certified 0.5"), last);
  }
}
