package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.support.NumpyArrays;

/**
 * Small images under attacks of many steps: were two attacks in TensorFlow's hands at the same
 * time, the process would crash nearly always, or images of one would be spoilt by the other.
 */
class AttacksAtTheSameTimeTest {
  private static final int TRAINING = 64;
  private static final int TEST = 160;
  private static final int SIDE = 4;

  @TempDir Path folder;

  @Test
  void doNotDisturbEachOther() throws IOException, InterruptedException {
    Map<String, NdArray> images =
        Map.of(
            "x_train",
            NumpyArrays.greyImages(TRAINING, SIDE, SIDE),
            "y_train",
            NumpyArrays.labels(TRAINING),
            "x_test",
            NumpyArrays.greyImages(TEST, SIDE, SIDE),
            "y_test",
            NumpyArrays.labels(TEST));
    NumpyArrays.savez(folder.resolve("data.npz"), images);
    run(
        "train --dataset npz --data data.npz --arch cifar-resnet-8 --sigma 0.25 --epochs 1 --batch 32 --run run");
    List<byte[]> first = attacked("a");
    List<byte[]> second = attacked("b");
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i), second.get(i), "picture " + i);
    }
  }

  private List<byte[]> attacked(String name) throws IOException, InterruptedException {
    run(
        "predict --run run --attack pgd --epsilon 0.5 --steps 40 --noise-samples 2 --n 20 --save-examples %d --log %s.tsv"
            .formatted(TEST, name));
    List<byte[]> pictures = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files
              .filter(file -> file.toString().endsWith("-adversarial.png"))
              .filter(file -> file.getParent().getFileName().toString().equals(name))
              .sorted()
              .toList()) {
        pictures.add(Files.readAllBytes(file));
      }
    }
    assertEquals(TEST, pictures.size());
    return pictures;
  }

  private void run(String line) throws IOException, InterruptedException {
    SmoothadvProcess.run(folder, line.split(" ")).assertDone();
  }
}
