package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study does about a model that cannot be trained, and an image that cannot be read. */
class StudyFailureTest {
  private static final String GRID =
      """
      [models bad]
      sigma = 0.25
      weight-decay = 9e5
      momentum = 0
      [models gaussian]
      sigma = 0.25
      [certify]
      skip = 10
      n = 50
      [table accuracy]
      out = accuracy.csv
      """;

  @TempDir Path folder;

  @Test
  void modelThatFailsDoesNotStopTheOthers() throws IOException {
    Outcome failed = TinyStudy.call(TinyStudy.write(folder, GRID));
    assertEquals(1, failed.status(), failed.err());
    String last = failed.err().lines().reduce((first, second) -> second).orElseThrow();
    assertTrue(
        last.startsWith(
            "smoothadv: 1 of 2 models failed: bad/sigma0.25 (train: training diverged in epoch 1"),
        last);
    assertTrue(failed.err().contains("bad/sigma0.25, train FAILED: "), failed.err());
    List<String> rows = Files.readAllLines(folder.resolve("out/accuracy.csv"));
    assertTrue(rows.get(1).startsWith("gaussian/sigma0.25/certify-0.25.tsv,"), rows.get(1));
    assertTrue(rows.stream().noneMatch(row -> row.startsWith("bad")), rows.toString());
    assertFalse(Files.exists(folder.resolve("out/bad/sigma0.25/certify-0.25.tsv")));
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefused() throws IOException {
    Path file =
        TinyStudy.write(
            folder,
            """
            [models gaussian]
            sigma = 0.25
            """);
    TinyStudy.call(file).assertDone();
    Path lock = folder.resolve("out/.study.lock");
    Files.delete(lock);
    Files.createDirectory(lock);
    Outcome refused = TinyStudy.call(file);
    assertEquals(2, refused.status(), refused.err());
    assertTrue(refused.err().contains("out cannot be written"), refused.err());
  }

  @Test
  void imageThatCannotBeReadIsNotAskedAboutForever() throws IOException {
    for (String image : List.of("train/a/0", "train/b/0", "val/a/0", "val/a/1", "val/b/0")) {
      Path jpeg = folder.resolve(image + ".jpg");
      Files.createDirectories(jpeg.getParent());
      ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "jpg", jpeg.toFile());
    }
    Files.writeString(folder.resolve("val/a/1.jpg"), "no image");
    Path file =
        TinyStudy.write(
            folder, "[models a]\nsigma = 0.25\nbatch = 2\ndataset = folder\n[certify]\nn = 50\n");
    String data = folder.toString();
    TinyStudy.call(file, "--data", data).assertDone();
    Path log = folder.resolve("out/a/sigma0.25/certify-0.25.tsv");
    assertEquals(1 + 2, Files.readAllLines(log).size());
    Outcome again = TinyStudy.call(file, "--data", data, "--dry-run").assertDone();
    assertTrue(again.err().contains("2 jobs, of which 2 are done"), again.err());
  }
}
