package org.smoothadv.results.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatexTest {
  private static final String LONG_NAME =
      "cifar10/finetune_cifar_from_imagenetPGD2steps/PGD_10steps_30epochs_multinoise/2-multitrain"
          + "/eps_64/cifar10/resnet110/noise_0.12/test/sigma_0.12";

  @TempDir Path folder;

  @Test
  void breaksLongNamesAndWidensThePaper() {
    String latex = latex(16, LONG_NAME);
    assertTrue(latex.contains("cifar10/\\allowbreak{}finetune\\_\\allowbreak{}cifar"), latex);
    assertTrue(latex.contains("p{120mm}}"), latex);
    assertFalse(latex.contains("paperwidth=297mm"), latex);
  }

  @Test
  void leavesShortNamesWhole() {
    String latex = latex(2, "a_b/c");
    assertTrue(latex.contains("a\\_b/c \\\\"), latex);
    assertTrue(latex.contains("paperwidth=297mm"), latex);
  }

  @Test
  void escapesWhatLatexWouldTakeForACommand() {
    String latex = latex(1, "[a] {50%} $x_1^2$ ~b \\c #& <|> \u00d0\u03c3");
    assertTrue(
        latex.contains(
            "{[}a] \\{50\\%\\} \\$x\\_1\\textasciicircum{}2\\$ \\textasciitilde{}b"
                + " \\textbackslash{}c \\#\\& \\textless{}\\textbar{}\\textgreater{} ??"),
        latex);
  }

  @Test
  void compilesWithoutOverrunningThePage() throws IOException, InterruptedException {
    Assumptions.assumeTrue(isInstalled("pdflatex"), "no pdflatex on the PATH");
    for (String name :
        new String[] {
          LONG_NAME, "[a] {50%} $x_1^2$ ~b \\c #& <|> \u03c3 \u00b1 \u00e9\u00df\u00d0"
        }) {
      Files.writeString(folder.resolve("table.tex"), latex(16, name));
      Process process =
          new ProcessBuilder("pdflatex", "-interaction=nonstopmode", "table.tex")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("out.txt").toFile())
              .start();
      assertEquals(0, process.waitFor(), Files.readString(folder.resolve("out.txt"), ISO_8859_1));
      String log = Files.readString(folder.resolve("table.log"), ISO_8859_1);
      assertFalse(log.contains("Overfull"), log);
    }
  }

  private static String latex(int radii, String logName) {
    List<Column> columns = new ArrayList<>(List.of(new Column("sigma", true)));
    columns.addAll(Collections.nCopies(radii, new Column("r=0.25", true)));
    columns.add(new Column("log", false));
    List<Cell> row = new ArrayList<>(List.of(Cell.of("0.12")));
    row.addAll(Collections.nCopies(radii, new Cell("0.814", true)));
    row.add(Cell.of(logName));
    Grid grid = new Grid(columns, List.of(row, row));
    return TableFormat.LATEX.print(
        new ResultTable("A caption", grid, new TidyTable(List.of(), List.of()), List.of()));
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }
}
