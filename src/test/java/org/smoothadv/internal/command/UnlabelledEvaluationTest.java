package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images whose classes nobody knows have radii and answers, but no accuracy. */
class UnlabelledEvaluationTest {
  private static final int IMAGES = 5;

  @TempDir Path folder;
  private Path images;

  @BeforeEach
  void writeImages() throws IOException {
    images = MoreData.unlabelled(folder.resolve("x.npz"), IMAGES);
  }

  private Outcome ask(String command, Path data, Path log, String... more)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command, "--run", TinyRun.folder().toString()));
    words.addAll(List.of("--dataset", "npz", "--data", data.toString(), "--n", "200"));
    words.addAll(List.of("--sigma", "0.5", "--log", log.toString()));
    words.addAll(List.of(more));
    return Smoothadv.call(words.toArray(String[]::new));
  }

  /** The fields of each image. */
  private static List<String[]> fields(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.subList(1, lines.size()).stream().map(line -> line.split("\t", -1)).toList();
  }

  @Test
  void radiiAreThoseOfTheSameImagesWithLabels() throws IOException, InterruptedException {
    Path log = folder.resolve("certify.tsv");
    Path labelled = MoreData.pseudoLabelled(folder.resolve("y.npz"), IMAGES);
    ask("certify", images, log).assertDone();
    LogLines.cutAfter(log, 3);
    Outcome outcome = ask("certify", images, log, "--resume").assertDone();
    assertFalse(outcome.err().contains("accuracy"), outcome.err());
    ask("certify", labelled, folder.resolve("other.tsv")).assertDone();
    List<String[]> found = fields(log);
    List<String[]> expected = fields(folder.resolve("other.tsv"));
    assertEquals(IMAGES, found.size());
    for (int i = 0; i < IMAGES; i++) {
      assertEquals("-1", found.get(i)[1]);
      assertEquals(expected.get(i)[2], found.get(i)[2]);
      assertEquals(expected.get(i)[3], found.get(i)[3]);
      assertEquals("0", found.get(i)[4]);
    }
  }

  @Test
  void tablesSetThemAsideAndOtherAlphasStillCount() throws IOException, InterruptedException {
    Path log = folder.resolve("certify.tsv");
    ask("certify", images, log).assertDone();
    ask("predict", images, folder.resolve("predict.tsv")).assertDone();
    Outcome table = Smoothadv.call("analyze", log.toString());
    assertTrue(table.err().contains("no labels of its images"), table.err());
    assertFalse(table.out().contains("0.00"), table.out());
    Path again = folder.resolve("again.tsv");
    Smoothadv.call("recertify", log.toString(), "--alpha", "0.01", "--out", again.toString())
        .assertDone();
    assertEquals("-1", fields(again).get(0)[1]);
  }

  @Test
  void adoptedNetworksAreAskedAboutThem() throws IOException, InterruptedException {
    String model = folder.resolve("model").toString();
    String[] data = {"--dataset", "npz", "--data", images.toString(), "--sigma", "0.5"};
    List<String> words = new ArrayList<>(List.of("adopt", TinyExport.folder().toString()));
    words.addAll(List.of("--signature", "logits", "--out", model));
    words.addAll(List.of(data));
    Outcome adopted = Smoothadv.call(words).assertDone();
    assertTrue(adopted.out().contains("accuracy: not known"), adopted.out());
    Path log = folder.resolve("log.tsv");
    Smoothadv.call("certify", "--model", model, "--n", "200", "--log", log.toString()).assertDone();
    assertEquals(IMAGES, fields(log).size());
  }

  @Test
  void whatGoesByClassesSaysHowToGetSome() throws IOException, InterruptedException {
    Path log = folder.resolve("log.tsv");
    ask("predict", images, log, "--attack", "pgd", "--epsilon", "0.5", "--noise-samples", "1")
        .assertRefused(images + ": the images have no labels", "an attack", "pseudo-label");
    assertFalse(Files.exists(log));
    Path split = Files.createDirectory(folder.resolve("both"));
    Files.copy(images, split.resolve("train.npz"));
    Files.copy(images, split.resolve("test.npz"));
    List<String> words = TinyRun.training(folder.resolve("run"), "--dataset", "npz");
    words.addAll(List.of("--data", split.toString()));
    Smoothadv.call(words)
        .assertRefused("the images have no labels", "training needs", "--unlabelled");
  }
}
