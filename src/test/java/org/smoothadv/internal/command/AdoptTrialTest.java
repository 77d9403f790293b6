package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.internal.onnx.OnnxWriter;
import org.smoothadv.internal.savedmodel.SavedModelWriter;
import org.smoothadv.support.NumpyArrays;
import org.tensorflow.proto.DataType;

/** What {@code adopt} finds out of a network by asking it, and what it keeps. */
class AdoptTrialTest {
  private static final int COUNT = 20;

  @TempDir Path folder;

  /** Its logits are the means of red, green and blue. */
  private Path meansOfColours() throws IOException {
    return Files.write(
        folder.resolve("means.onnx"),
        new OnnxWriter(13)
            .input("pixels", -1, 3, 4, 4)
            .node("GlobalAveragePool", List.of("pixels"), "means", Map.of())
            .node("Flatten", List.of("means"), "logits", Map.of())
            .output("logits")
            .bytes());
  }

  /** Its logits are the means of colours, less those of the whole batch. */
  private Path lessTheBatch() throws IOException {
    return new SavedModelWriter()
        .placeholder("x", DataType.DT_FLOAT, -1, 32, 32, 3)
        .add(SavedModelWriter.integers("one", 1, 2))
        .add(SavedModelWriter.integers("all", 0))
        .add("Mean", "means", List.of("x", "one"), "T", DataType.DT_FLOAT)
        .add("Mean", "batch", List.of("means", "all"), "T", DataType.DT_FLOAT)
        .add("Sub", "logits", List.of("means", "batch"), "T", DataType.DT_FLOAT)
        .signature(
            "mine",
            Map.of("x", SavedModelWriter.tensor("x:0", DataType.DT_FLOAT, -1, 32, 32, 3)),
            Map.of("y", SavedModelWriter.tensor("logits:0", DataType.DT_FLOAT, -1, 3)))
        .write(folder.resolve("saved"));
  }

  /** Images of one colour each, bright on dark. */
  private Path images(long... labels) throws IOException {
    byte[] pixels = new byte[labels.length * 4 * 4 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 3 == i / (4 * 4 * 3) % 3 ? 200 : 20);
    }
    return NumpyArrays.savez(
        folder.resolve("images.npz"),
        Map.of(
            "images",
            NumpyArrays.bytes(List.of(labels.length, 4, 4, 3), pixels),
            "labels",
            NumpyArrays.longs(List.of(labels.length), labels)));
  }

  private Outcome adopt(Path network, Path images) {
    return Smoothadv.call(
        "adopt",
        network.toString(),
        "--sigma",
        "0.25",
        "--dataset",
        "npz",
        "--data",
        images.toString(),
        "--out",
        folder.resolve("model").toString());
  }

  private static long[] colours() {
    long[] labels = new long[COUNT];
    Arrays.setAll(labels, i -> i % 3);
    return labels;
  }

  @Test
  void itIsKeptFromWhereTheImagesCome() throws IOException {
    Path images = images(colours());
    Outcome outcome =
        adopt(meansOfColours(), Path.of("").toAbsolutePath().relativize(images)).assertDone();
    assertTrue(outcome.out().contains("clean accuracy: 1.00 on 20 images"), outcome.out());
    assertFalse(outcome.err().contains("chance"), outcome.err());
    String description = Files.readString(folder.resolve("model/smoothadv.json"));
    assertTrue(description.contains("\"data\": \"" + images + "\""), description);
    assertTrue(description.contains("\"signature\": \"\""), description);
  }

  @Test
  void labelsOfOtherClassesAreRefusedAsInCertification() throws IOException {
    long[] labels = colours();
    labels[COUNT - 1] = 7;
    adopt(meansOfColours(), images(labels))
        .assertRefused("knows 3 classes", "images.npz is 7", "accepted is 0 to 2");
    assertFalse(Files.exists(folder.resolve("model")));
  }

  @Test
  void guessesAreNearChance() throws IOException {
    long[] labels = new long[COUNT];
    Arrays.setAll(labels, i -> i % 2);
    Outcome outcome = adopt(meansOfColours(), images(labels)).assertDone();
    assertTrue(outcome.err().contains("near chance: wrong --input-range"), outcome.err());
  }

  @Test
  void answersThatDependOnTheOtherImagesAreRefusedWithoutAnyDatasetToo() throws IOException {
    Outcome outcome =
        Smoothadv.call(
            "adopt",
            lessTheBatch().toString(),
            "--sigma",
            "0.25",
            "--dataset",
            "folder",
            "--out",
            folder.resolve("model").toString());
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("an image alone than among others"), outcome.err());
    assertFalse(Files.exists(folder.resolve("model")));
  }
}
