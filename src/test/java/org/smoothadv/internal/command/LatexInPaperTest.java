package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.internal.results.table.Pdflatex;

/** Tables of all kinds, put into an article in two columns as a paper does it. */
class LatexInPaperTest {
  private static final String ARTICLE =
      """
      \\documentclass[twocolumn]{article}
      \\usepackage{booktabs}
      \\begin{document}
      %s\\end{document}
      """;

  @TempDir Path folder;

  @BeforeEach
  void requireLatex() {
    Assumptions.assumeTrue(Pdflatex.isInstalled(), "no pdflatex on the PATH");
  }

  @Test
  void tablesOfAllKindsFitThePage() throws IOException, InterruptedException {
    for (int i = 0; i < 6; i++) {
      log("PGD_" + (i + 1) + "steps/eps_64/cifar10/resnet110/noise_0.50/test/sigma_0.50", 3.9);
      log("a_%&#$~^{}\\_\u6a21/cohen/cifar10/resnet110/noise_1.00/" + i + "/test/sigma_1.00", 3.9);
    }
    predictions("PGD_0.250/num_8/predictions");
    predictions("PGD_0.500/num_128/predictions");
    List<String> tables = new ArrayList<>();
    for (String table :
        List.of("accuracy", "envelope", "abstention", "linf", "paired", "empirical")) {
      tables.add(table("table*", "--table", table));
      tables.add(table("table*", "--table", table, "--confidence", "0.95"));
    }
    for (String table : List.of("envelope", "abstention")) {
      tables.add(table("table*", "--table", table, "--per", "sigma,steps"));
    }
    Pdflatex.compile(folder, ARTICLE.formatted(String.join("", tables)));
  }

  @Test
  void aTableOfFewRadiiFitsAColumn() throws IOException, InterruptedException {
    log("PGD_2steps/eps_64/cifar10/resnet110/noise_0.50/test/sigma_0.50", 0.9);
    log("cohen/cifar10/resnet110/noise_1.00/test/sigma_1.00", 0.9);
    List<String> tables = new ArrayList<>();
    for (String table : List.of("accuracy", "envelope", "abstention")) {
      tables.add(table("table", "--table", table, "--radii", "0,0.25,0.5"));
      assertTrue(tables.get(tables.size() - 1).contains("% fits a column"), tables.toString());
    }
    Pdflatex.compile(folder, ARTICLE.formatted(String.join("", tables)));
  }

  @Test
  void aDocumentStandsAlone() throws IOException, InterruptedException {
    log("sigma_0.50", 3.9);
    Pdflatex.compile(folder, latex("--standalone"));
  }

  private String table(String environment, String... arguments) throws IOException {
    return "\\begin{%s}\\centering\\caption{Results.}\n%s\\end{%s}\\clearpage\n"
        .formatted(environment, latex(arguments), environment);
  }

  private String latex(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(folder.toString(), "--format", "latex"));
    all.addAll(Arrays.asList(arguments));
    return CommandRun.of(new AnalyzeCommand(), all.toArray(String[]::new)).out();
  }

  private void log(String name, double largest) throws IOException {
    StringBuilder lines = new StringBuilder("idx\tlabel\tpredict\tradius\tcorrect\ttime\n");
    for (int i = 0; i < 20; i++) {
      lines.append(
          "%d\t3\t%d\t%s\t%d\t1.0\n"
              .formatted(i, i < 15 ? 3 : 4, largest * i / 15, i < 15 ? 1 : 0));
    }
    write(name, lines.toString());
  }

  private void predictions(String name) throws IOException {
    write(name, "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\n0\t3\t3\t3\t1\t1.0\n");
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
