package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.dataset.SyntheticShapes;
import org.smoothadv.internal.numpy.NpzFile;
import org.smoothadv.run.RunFolder;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.support.NumpyArrays;
import org.smoothadv.support.PickleBytes;

class PseudoLabelCommandTest {
  private static final int IMAGES = 20;
  private static final ImageDataset SHAPES = SyntheticShapes.draw(Split.TEST, 7);
  private static final byte[] PIXELS = firstImages();
  private static final List<Integer> SHAPE = List.of(IMAGES, 32, 32, 3);

  @TempDir Path folder;

  private Path images;
  private Path out;

  private static byte[] firstImages() {
    int bytes = SHAPES.shape().values();
    byte[] pixels = new byte[IMAGES * bytes];
    for (int i = 0; i < IMAGES; i++) {
      SHAPES.copyPixels(i, pixels, i * bytes);
    }
    return pixels;
  }

  @BeforeEach
  void save() throws IOException {
    images =
        NumpyArrays.savez(
            folder.resolve("images.npz"), Map.of("data", NumpyArrays.bytes(SHAPE, PIXELS)));
    out = folder.resolve("new").resolve("labelled.npz");
  }

  /** With an alpha near 1 PREDICT names the top class, unless two classes share the first place. */
  @Test
  void labelsByTheMajorityUnderTheNoiseOfTheRun() throws IOException, InterruptedException {
    Outcome outcome = label(TinyRun.folder(), "--n", "30").assertDone();

    long[] labels = labels();
    assertEquals(counts(labels) + "labelled: " + out + "\n", outcome.out());
    SmoothingParameters votes = new SmoothingParameters(0.25, 1, 30, 0.999);
    try (SmoothedClassifier g = RunFolder.open(TinyRun.folder()).smoothedClassifier(votes, 0)) {
      for (int i = 0; i < IMAGES; i++) {
        int predicted = g.predict(SHAPES.pixels(i), i).predicted();
        assertTrue(predicted == labels[i] || predicted == -1, predicted + " of image " + i);
      }
    }
  }

  @Test
  void anExportAndAnAdoptedModelLabelAsTheRunThatTheyCameFrom()
      throws IOException, InterruptedException {
    label(TinyRun.folder(), "--n", "9").assertDone();
    long[] labels = labels();
    Path adopted = folder.resolve("adopted");
    List<String> adopt = new ArrayList<>(List.of("adopt", TinyExport.folder().toString()));
    adopt.addAll(List.of("--signature", "logits", "--dataset", "synthetic", "--sigma", "0.25"));
    adopt.addAll(List.of("--out", adopted.toString()));
    Smoothadv.call(adopt).assertDone();
    for (Path model : List.of(TinyExport.folder(), adopted)) {
      Files.delete(out);
      List<String> words = arguments(model);
      words.set(words.indexOf("--run"), "--model");
      words.addAll(List.of("--n", "9"));
      Smoothadv.call(words).assertDone();
      assertArrayEquals(labels, labels(), model.toString());
    }
    List<String> both = arguments(TinyRun.folder());
    both.addAll(List.of("--model", adopted.toString()));
    Smoothadv.call(both).assertRefused("--model", "--run", "one classifier is asked");
  }

  @Test
  void batchAndFormatMakeNoDifference() throws IOException, InterruptedException {
    label(TinyRun.folder(), "--n", "9").assertDone();
    long[] labels = labels();
    Files.delete(out);
    // Labels that are there already are replaced.
    Map<String, Object> published = new LinkedHashMap<>();
    published.put("data", NumpyArrays.bytes(SHAPE, PIXELS));
    published.put("extrapolated_targets", NumpyArrays.longs(List.of(1), 99));
    Files.write(images, PickleBytes.python3(published));
    label(TinyRun.folder(), "--n", "9", "--batch", "13").assertDone();
    assertArrayEquals(labels, labels());
  }

  @Test
  void aRunWithoutNoiseLooksOnceAtEachImage() throws IOException {
    Path run = folder.resolve("run");
    Smoothadv.call(
            TinyRun.training(
                run, "--sigma", "0", "--epochs", "1", "--limit", "64", "--eval-limit", "1"))
        .assertDone();
    label(run).assertDone();
    long[] labels = labels();
    SmoothingParameters any = new SmoothingParameters(1, 1, 1, 0.5);
    try (SmoothedClassifier g = RunFolder.open(run).smoothedClassifier(any, 0)) {
      for (int i = 0; i < IMAGES; i++) {
        assertEquals(g.basePrediction(SHAPES.pixels(i)), labels[i]);
      }
    }
    Files.delete(out);
    label(run, "--n", "2").assertRefused("--n is 2", "trained without noise");
  }

  @Test
  void refusesWhatCannotBeUsed() throws IOException, InterruptedException {
    Path run = TinyRun.folder();
    label(run, "--n", "0").assertRefused("--n is 0", "1 to 1000000");
    label(run, "--batch", "0").assertRefused("--batch is 0");
    label(folder).assertRefused("--run " + folder, "there is no run");
    Files.createDirectories(out.getParent());
    Files.writeString(out, "mine");
    label(run).assertRefused("--out " + out + " exists already", "name another file");
    assertEquals("mine", Files.readString(out));
    Files.delete(out);

    NumpyArrays.savez(
        images, Map.of("data", NumpyArrays.bytes(List.of(1, 64, 64, 3), new byte[64 * 64 * 3])));
    label(run).assertRefused(images + ": 'data' is", "[1, 64, 64, 3]", "[N, 32, 32, 3]");
    Files.write(images, new byte[] {'P', 'K', 3, 4});
    label(run).assertRefused(images + ": not an npz file, or cut short");
    Files.delete(images);
    label(run).assertRefused(images + ": no such file");
    assertEquals(List.of(), Folders.content(out.getParent()).keySet().stream().skip(1).toList());
  }

  @Test
  void folderThatTakesNoFilesIsNamedBeforeAnythingIsLabelled() throws Exception {
    out = images.resolve("labelled.npz");
    label(TinyRun.folder(), "--n", "1000000").assertRefused(images + " is not a folder");
  }

  private Outcome label(Path run, String... more) {
    List<String> arguments = arguments(run);
    arguments.addAll(List.of(more));
    return Smoothadv.call(arguments);
  }

  private List<String> arguments(Path run) {
    List<String> arguments = new ArrayList<>(List.of("pseudo-label", "--run", run.toString()));
    arguments.addAll(List.of("--unlabelled", images.toString(), "--out", out.toString()));
    return arguments;
  }

  private long[] labels() throws IOException {
    try (NpzFile npz = NpzFile.open(out)) {
      assertEquals(NumpyArrays.bytes(SHAPE, PIXELS), npz.array("data"));
      assertEquals("array of int64 [" + IMAGES + "]", npz.array("labels").toString());
      return npz.array("labels").toLongs();
    }
  }

  private static String counts(long... labels) {
    return IntStream.range(0, 10)
        .mapToObj(c -> c + "\t" + Arrays.stream(labels).filter(label -> label == c).count() + "\n")
        .collect(Collectors.joining("", "class\timages\n", ""));
  }
}
