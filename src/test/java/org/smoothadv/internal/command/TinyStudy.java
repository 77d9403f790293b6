package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Study files whose models are trained in no time, on a few images in the format of CIFAR-10. */
final class TinyStudy {
  /** Images to train on: of ten greys, one per class, under much noise. */
  static final int TRAINING_IMAGES = 64;

  /** Images to test on. */
  static final int TEST_IMAGES = 20;

  private static final int PIXELS = 3 * 32 * 32;
  private static final Path DATA = Smoothadv.temporaryFolder("smoothadv-data");

  private TinyStudy() {}

  /** The folder of the images. */
  static synchronized Path data() throws IOException {
    if (!Files.exists(DATA.resolve("test_batch.bin"))) {
      Random random = new Random(1);
      Files.write(DATA.resolve("data_batch_1.bin"), images(TRAINING_IMAGES, random));
      Files.write(DATA.resolve("test_batch.bin"), images(TEST_IMAGES, random));
    }
    return DATA;
  }

  private static byte[] images(int count, Random random) {
    byte[] records = new byte[count * (1 + PIXELS)];
    for (int image = 0; image < count; image++) {
      int start = image * (1 + PIXELS);
      int label = image % 10;
      records[start] = (byte) label;
      for (int i = 1; i <= PIXELS; i++) {
        records[start + i] = (byte) (15 * label + random.nextInt(120));
      }
    }
    return records;
  }

  /** What all tiny models have in common: eight lines. */
  static String train() throws IOException {
    return """
        [train]
        dataset = cifar10
        data = %s
        arch = cifar-resnet-8
        eval-limit = 10
        batch = 16
        learning-rate = 0.02
        epochs = 1
        """
        .formatted(data());
  }

  /** Writes a study file: what tiny models have in common, and more sections. */
  static Path write(Path folder, String sections) throws IOException {
    return Files.writeString(folder.resolve("tiny.study"), train() + sections);
  }

  /** Calls the command on a file and the folder {@code out} beside it. */
  static Outcome call(Path file, String... more) {
    List<String> arguments = new ArrayList<>(arguments(file));
    arguments.addAll(List.of(more));
    return Smoothadv.call(arguments);
  }

  /** The command line for a file and the folder {@code out} beside it. */
  static List<String> arguments(Path file) {
    return List.of("study", file.toString(), "--run", file.resolveSibling("out").toString());
  }
}
