package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.network.ImageShape;
import org.smoothadv.run.RunFolder;
import org.smoothadv.support.NumpyArrays;

/** Images of one channel, of height unlike width and of an odd number of pixels, all the way. */
class GreyImagesTest {
  private static final int HEIGHT = 17;
  private static final int WIDTH = 19;

  @TempDir Path folder;

  @Test
  void areTrainedOnCertifiedAttackedAndExported() throws IOException {
    Path data = folder.resolve("data.npz");
    NumpyArrays.savez(
        data,
        Map.of(
            "x_train",
            NumpyArrays.greyImages(32, HEIGHT, WIDTH),
            "y_train",
            NumpyArrays.labels(32),
            "x_test",
            NumpyArrays.greyImages(6, HEIGHT, WIDTH),
            "y_test",
            NumpyArrays.labels(6)));
    Path run = folder.resolve("run");
    Smoothadv.call(
            words(
                "train --dataset npz --data %s --run %s --sigma 0.25 --attack pgd --epsilon 0.5 --steps 2 --warmup 0 --epochs 1 --batch 16"
                    .formatted(data, run)))
        .assertDone();
    assertEquals(
        new ImageShape(HEIGHT, WIDTH, 1),
        RunFolder.open(run).description().configuration().data().imageSize());
    assertEquals(
        "lenet", RunFolder.open(run).description().configuration().network().architecture());

    List<String> whole = certified("a", "--run %s --batch 64".formatted(run));
    assertEquals(6, whole.size());
    assertEquals(whole, certified("b", "--run %s --batch 9".formatted(run)), "noise is counted");
    Path export = folder.resolve("export");
    Smoothadv.call(words("export --run %s --out %s".formatted(run, export))).assertDone();
    assertEquals(whole, certified("c", "--model %s".formatted(export)));
    Path two = folder.resolve("two.npz");
    NumpyArrays.savez(
        two,
        Map.of("images", NumpyArrays.greyImages(6, HEIGHT, WIDTH), "y", NumpyArrays.labels(6)));
    assertEquals(whole, certified("d", "--run %s --dataset npz --data %s".formatted(run, two)));
    Smoothadv.call(
            words(
                "predict --run %s --attack ddn --epsilon 0.5 --steps 2 --noise-samples 2 --n 20 --max 2 --save-examples 1 --log %s"
                    .formatted(run, folder.resolve("p.tsv"))))
        .assertDone();
  }

  private List<String> certified(String name, String options) throws IOException {
    Path log = folder.resolve(name + ".tsv");
    Smoothadv.call(words("certify %s --n0 10 --n 50 --log %s".formatted(options, log)))
        .assertDone();
    return Files.readAllLines(log).stream()
        .filter(line -> Character.isDigit(line.charAt(0)))
        .map(
            line ->
                line.replaceAll("\\t\\d+:\\d\\d:\\d\\d\\.\\d+", "").replaceAll("\\t\\w{16}$", ""))
        .toList();
  }

  private static List<String> words(String line) {
    return List.of(line.split(" "));
  }
}
