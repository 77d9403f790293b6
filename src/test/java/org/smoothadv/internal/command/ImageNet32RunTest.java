package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.support.NumpyArrays;
import org.smoothadv.support.PickleBytes;

/** Pre-training (appendix E.1) on a few images in the published formats. */
class ImageNet32RunTest {
  private static final int BYTES = 3072;

  @TempDir Path folder;

  @Test
  void trainsCertifiesAndPredicts() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Map<String, Object> batch = new LinkedHashMap<>();
    batch.put("data", NumpyArrays.bytes(List.of(32, BYTES), pixels(32)));
    batch.put("labels", IntStream.rangeClosed(969, 1000).boxed().toList());
    batch.put("mean", NumpyArrays.floats(List.of(2), 0, 0));
    Files.write(data.resolve("train_data_batch_1"), PickleBytes.python3(batch));
    NumpyArrays.savezCompressed(
        data.resolve("val_data.npz"),
        Map.of(
            "data",
            NumpyArrays.bytes(List.of(4, BYTES), pixels(4)),
            "labels",
            NumpyArrays.longs(List.of(4), 1, 2, 999, 1000)));

    String run = folder.resolve("run").toString();
    Smoothadv.call(
            "train",
            "--dataset",
            "imagenet32",
            "--data",
            data.toString(),
            "--arch",
            "cifar-resnet-8",
            "--sigma",
            "0.25",
            "--epochs",
            "1",
            "--batch",
            "16",
            "--run",
            run)
        .assertDone();
    assertTrue(Files.readString(Path.of(run, "run.json")).contains("\"classes\": 1000"));
    Smoothadv.call("certify", "--run", run, "--n0", "10", "--n", "50").assertDone();
    Smoothadv.call("predict", "--run", run, "--n", "50").assertDone();

    List<String> log = Files.readAllLines(Path.of(run, "certify-0.25.tsv"));
    assertEquals(
        List.of("0", "1", "998", "999"),
        log.stream().skip(1).map(line -> line.split("\t", -1)[1]).toList());
  }

  @Test
  void missingFilesAreNamedWithTheRemedy() {
    Smoothadv.call(
            "train",
            "--dataset",
            "imagenet32",
            "--data",
            folder.toString(),
            "--sigma",
            "0.25",
            "--run",
            folder.resolve("run").toString())
        .assertRefused("no train_data_batch_1 nor train_data_batch_1.npz in " + folder);
  }

  private static byte[] pixels(int images) {
    byte[] pixels = new byte[images * BYTES];
    new SplittableRandom(images).nextBytes(pixels);
    return pixels;
  }
}
