package org.smoothadv.internal.results.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The program that sets LaTeX, where it is installed. */
public final class Pdflatex {
  private Pdflatex() {}

  /** Whether it is on the PATH. */
  public static boolean isInstalled() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "pdflatex")));
  }

  /** Compiles a document, in which no line may be too long. */
  public static void compile(Path folder, String document)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("document.tex"), document);
    Process process =
        new ProcessBuilder("pdflatex", "-interaction=nonstopmode", "document.tex")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(folder.resolve("out.txt"), ISO_8859_1));
    String log = Files.readString(folder.resolve("document.log"), ISO_8859_1);
    assertFalse(log.contains("Overfull"), log);
  }
}
