package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.support.ImageTree;
import org.smoothadv.support.Pictures;

/** A user's own images, from files to certificates. */
class ImageFolderCommandTest {
  @TempDir Path folder;

  private Path data;
  private ImageTree tree;
  private Path run;

  @BeforeEach
  void writeImages() throws IOException {
    data = folder.resolve("my images");
    run = folder.resolve("run");
    tree = new ImageTree(data).with("train", 8).with("val", 4);
  }

  @Test
  void imagesOfAnySizeAreTrainedOnCertifiedAndPredicted() throws IOException {
    train(run, "1").assertDone();
    assertTrue(Files.readString(run.resolve("run.json")).contains("\"classes\": 3"));

    Outcome certified = certify("--skip", "3").assertDone();
    assertEquals(List.of("0", "3", "6", "9"), indices(run.resolve("certify-0.25.tsv")));
    assertFalse(certified.err().contains("left out"), certified.err());

    Smoothadv.call("predict", "--run", run.toString(), "--n", "50", "--max", "5").assertDone();
    assertEquals(List.of("0", "1", "2", "3", "4"), indices(run.resolve("predict-0.25.tsv")));
  }

  @Test
  void aLogDoesNotGoOnWithOtherImages() throws IOException {
    train(run, "1").assertDone();
    certify("--max", "3").assertDone();
    certify("--max", "3", "--resume").assertDone();
    tree.with("val", 5);
    certify("--max", "3", "--resume")
        .assertRefused("is about other images than --data holds now", "certify-0.25.tsv");
  }

  @Test
  void imageNetIsSeenAt224PixelsAndOwnImagesAsTheUserLikes() throws IOException {
    train(run, "1", "--dataset", "imagenet", "--image-size", "224", "--limit", "3", "--batch", "3")
        .assertDone();
    certify("--max", "1").assertDone();
    assertEquals(List.of("0"), indices(run.resolve("certify-0.25.tsv")));

    Path other = folder.resolve("other");
    train(other, "1", "--image-size", "40").assertDone();
    assertTrue(Files.readString(other.resolve("run.json")).contains("\"imageSize\": 40"));
    Smoothadv.call("train", "--resume", "--run", other.toString(), "--image-size", "32")
        .assertRefused("--resume with --image-size 32, but the run has 40");
  }

  @Test
  void corruptImagesAreNamedOnceLeftOutAndCounted() throws IOException {
    tree.withTexts("train", 0, "zero.jpg").withTexts("train", 2, "two.jpg", "notes.txt");
    Files.createDirectory(tree.file("val", 1, "x.jpg"));

    String err = train(run, "2").assertDone().err();
    assertEquals(1, count("is left out: .*zero.jpg: it is no JPEG", err), err);
    assertEquals(1, count("is left out: .*two.jpg: it is no JPEG", err), err);
    assertEquals(1, count("is left out: .*x.jpg: it is a folder", err), err);
    assertEquals(2, count("2 of 26 training images are left out: they cannot be read", err), err);
    assertEquals(2, count("1 of 13 test images are left out: they cannot be read", err), err);
    assertEquals(
        1, count("left out in .*train: 1 files that do not end with .*notes.txt", err), err);

    Path log = run.resolve("certify-0.25.tsv");
    err = certify().assertDone().err();
    assertEquals(12, indices(log).size());
    assertFalse(indices(log).contains("8"));
    assertEquals(1, count("image 8 is left out: .*x.jpg: it is a folder", err), err);
    assertEquals(1, count("1 of 13 images are left out", err), err);
    err = certify("--resume").assertDone().err();
    assertEquals(1, count("1 of 13 images are left out", err), err);
    assertEquals(12, indices(log).size());
  }

  @Test
  void resumedRunEndsAsIfItHadNeverStopped() throws IOException {
    tree.withTexts("train", 0, "zero.jpg");
    train(run, "2").assertDone();
    Path pieces = folder.resolve("pieces");
    train(pieces, "1").assertDone();
    Smoothadv.call("train", "--resume", "--epochs", "2", "--run", pieces.toString()).assertDone();
    assertArrayEquals(
        Files.readAllBytes(run.resolve("checkpoints/latest.safetensors")),
        Files.readAllBytes(pieces.resolve("checkpoints/latest.safetensors")));
  }

  @Test
  void tooManyCorruptImagesEndTheRun() throws IOException {
    for (int i = 0; i < 11; i++) {
      tree.withTexts("train", 1, "broken" + i + ".jpg");
    }
    Outcome outcome = train(run, "1");
    assertEquals(2, outcome.status());
    List<String> lines = outcome.err().lines().toList();
    List<String> complaint = lines.subList(lines.size() - 2, lines.size());
    assertTrue(
        complaint
            .get(0)
            .startsWith("smoothadv: 11 of 35 images of folder cannot be read, more than the 10"),
        outcome.err());
    assertTrue(complaint.get(1).contains("broken"), outcome.err());
  }

  @Test
  void otherClassesThanTheRunsAreRefused() throws IOException {
    train(run, "1").assertDone();
    ImageTree other = new ImageTree(folder.resolve("other")).with("val", 1);
    Pictures.write(
        other.folder().resolve("val/white/1.png"),
        Pictures.encoded("png", Pictures.plain(9, 9, 0xffffff)));
    Smoothadv.call("certify", "--run", run.toString(), "--data", other.folder().toString())
        .assertRefused("the images of folder in ", "have 4 classes", "knows 3");
  }

  @Test
  void dataThatIsNotThereIsRefused() {
    train(run, "1", "--data", folder.resolve("nowhere").toString())
        .assertRefused("no folder " + folder.resolve("nowhere"), "train/", "val/ or test/");
    train(run, "1", "--image-size", "0").assertRefused("--image-size is 0");
    train(run, "1", "--image-size", "33").assertRefused("a multiple of 4 pixels");
    train(run, "1", "--image-size", "5000")
        .assertRefused("--image-size: 5000 pixels", "up to 4096");
    train(run, "1", "--dataset", "imagenet", "--image-size", "32")
        .assertRefused("--image-size: 32 pixels where the images of imagenet are 224");
    assertFalse(Files.exists(run));
  }

  @Test
  void largeImagesAreForResNet50WhereNoOtherNetworkIsNamed() {
    List<String> words =
        new ArrayList<>(
            List.of("train", "--dataset", "folder", "--image-size", "240", "--sigma", "0.25"));
    words.addAll(List.of("--data", data.toString(), "--run", run.toString()));
    Smoothadv.call(words).assertRefused("--image-size 240: resnet50", "a multiple of 32");
  }

  private Outcome train(Path folder, String epochs, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("--dataset", "folder", "--data", data.toString(), "--image-size", "32"));
    options.addAll(List.of("--limit", "100", "--batch", "8", "--epochs", epochs));
    options.addAll(List.of(more));
    return Smoothadv.call(TinyRun.training(folder, options.toArray(String[]::new)));
  }

  private Outcome certify(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("certify", "--run", run.toString(), "--n", "50", "--n0", "10"));
    arguments.addAll(List.of(more));
    return Smoothadv.call(arguments);
  }

  private static List<String> indices(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf('\t')))
        .toList();
  }

  private static long count(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}
