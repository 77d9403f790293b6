package org.smoothadv.internal.results.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Grid;

class LatexTest {
  private static final String LONG_NAME =
      "cifar10/finetune_cifar_from_imagenetPGD2steps/PGD_10steps_30epochs_multinoise/2-multitrain"
          + "/eps_64/cifar10/resnet110/noise_0.12/test/sigma_0.12";

  @TempDir Path folder;

  @Test
  void aDocumentBreaksLongNamesAndWidensThePaper() {
    String latex = LatexDocument.print(table(16, LONG_NAME));
    assertTrue(latex.contains("cifar10/\\allowbreak{}finetune\\_\\allowbreak{}cifar"), latex);
    assertTrue(latex.contains("p{120mm}}"), latex);
    assertFalse(latex.contains("paperwidth=297mm"), latex);
  }

  @Test
  void aDocumentLeavesShortNamesWhole() {
    String latex = LatexDocument.print(table(2, "a_b/c"));
    assertTrue(latex.contains("a\\_b/c \\\\"), latex);
    assertTrue(latex.contains("paperwidth=297mm"), latex);
  }

  @Test
  void aTabularNamesLogsOnlyWhereNothingElseTellsThemApart() {
    String described = tabular(List.of(row("0.12", "a/x.tsv"), row("0.25", "b/x.tsv")));
    assertFalse(described.contains("model") || described.contains("tsv"), described);
    String named = tabular(List.of(row("0.25", "runs/a/x.tsv"), row("0.25", "runs/b/x.tsv")));
    assertTrue(named.contains("\nmodel & 0.25 \\\\\n"), named);
    assertTrue(named.contains("\na & 0.814 \\\\\nb & 0.814 \\\\\n"), named);
    assertTrue(named.contains("% All rows: sigma 0.25\n"), named);
  }

  @ParameterizedTest
  @CsvSource({"0.25, ''", "'', 0.25", "'', ''"})
  void anEmptyCellTellsNoModelFromAnother(String first, String second) {
    String latex = tabular(List.of(row(first, "a/x.tsv"), row(second, "b/x.tsv")));
    assertTrue(latex.contains("\na & "), latex);
    assertTrue(latex.contains("\nb & "), latex);
  }

  @Test
  void aTabularOfOneLogNamesItWhereNothingIsKnownOfIt() {
    assertTrue(tabular(List.of(row("", "a/x.tsv"))).contains("\nx & "));
    assertFalse(tabular(List.of(row("0.25", "a/x.tsv"))).contains("model"));
  }

  @Test
  void imagesAndSamplesTellNoModelFromAnother() {
    List<Column> columns = List.of(Column.IMAGES, new Column("r=0.25", true), Column.LOG);
    String latex =
        TableFormat.LATEX.print(
            table(columns, List.of(row("10", "a/x.tsv"), row("100", "b/x.tsv"))));
    assertTrue(latex.contains("\na & 10 & 0.814 \\\\\nb & 100 & 0.814 \\\\\n"), latex);
  }

  @Test
  void aTabularIsNothingThatNeedsADocumentOfItsOwn() {
    for (int radii : new int[] {0, 1, 5, 16, 60}) {
      String latex = TableFormat.LATEX.print(table(radii, LONG_NAME));
      assertFalse(latex.contains("document") || latex.contains("longtable"), latex);
      assertEquals(1, latex.split("begin\\{tabular}", -1).length - 1, latex);
      assertEquals(radii, latex.split("0\\.814", -1).length - 1, latex);
    }
  }

  @Test
  void escapesWhatLatexWouldTakeForACommand() {
    assertEquals(
        "{[}a] \\{50\\%\\} \\$x\\_1\\textasciicircum{}2\\$ \\textasciitilde{}b"
            + " \\textbackslash{}c \\#\\& \\textless{}\\textbar{}\\textgreater{} -{-} $\\sigma$ \u0161",
        LatexText.escaped("[a] {50%} $x_1^2$ ~b \\c #& <|> -- \u03c3 s\u030c"));
  }

  @Test
  void namesWhatTheFontLacksSoThatNamesStayDifferent() {
    assertEquals("{[}U+00D0]{[}U+6A21]{[}U+1F600]", LatexText.escaped("\u00d0\u6a21\ud83d\ude00"));
  }

  @Test
  void aCommentEndsWithItsLine() {
    assertEquals("% a b\n", LatexText.comment("a\n\r\u2028b"));
  }

  @Test
  void compilesWithoutOverrunningThePage() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Pdflatex.isInstalled(), "no pdflatex on the PATH");
    List<String> names = new ArrayList<>(List.of(LONG_NAME));
    for (int first = 0x20; first < 0x400; first += 0x60) {
      names.add(
          IntStream.range(first, first + 0x60)
              .mapToObj(Character::toString)
              .collect(Collectors.joining("/")));
    }
    List<List<Cell>> rows = names.stream().map(name -> row("0.25", name)).toList();
    for (List<Cell> row : rows) {
      Pdflatex.compile(
          folder,
          LatexDocument.print(
              table(
                  List.of(Column.description("sigma", true), new Column("r=0", true), Column.LOG),
                  List.of(row))));
    }
    Pdflatex.compile(
        folder,
        "\\documentclass{article}\\usepackage{booktabs}\\begin{document}\n"
            + tabular(rows.subList(0, 3))
            + "\\end{document}\n");
  }

  private static ResultTable table(int radii, String logName) {
    List<Column> columns = new ArrayList<>(List.of(Column.description("sigma", true)));
    columns.addAll(Collections.nCopies(radii, new Column("r=0.25", true)));
    columns.add(Column.LOG);
    List<Cell> row = new ArrayList<>(List.of(Cell.of("0.12")));
    row.addAll(Collections.nCopies(radii, new Cell("0.814", true)));
    row.add(Cell.of(logName));
    return table(columns, List.of(row));
  }

  private static List<Cell> row(String sigma, String log) {
    return List.of(Cell.of(sigma), Cell.of("0.814"), Cell.of(log));
  }

  private static String tabular(List<List<Cell>> rows) {
    return TableFormat.LATEX.print(
        table(
            List.of(Column.description("sigma", true), new Column("r=0.25", true), Column.LOG),
            rows));
  }

  private static ResultTable table(List<Column> columns, List<List<Cell>> rows) {
    return new ResultTable(
        "A caption", new Grid(columns, rows), new Grid(List.of(), List.of()), List.of());
  }
}
