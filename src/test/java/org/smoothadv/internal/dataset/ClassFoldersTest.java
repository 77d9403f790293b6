package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

/** Files are empty here: listing does not open them. */
class ClassFoldersTest {
  @TempDir Path split;

  @Test
  void classesAreInTheOrderOfTheirNames() throws IOException {
    touch("b/1.jpg", "a/1.jpg", "B/1.jpg", "ä/1.jpg", "a b/1.jpg", "10/1.jpg", "9/1.jpg");
    List<String> names =
        ClassFolders.in(split).folders().stream().map(f -> f.getFileName().toString()).toList();
    assertEquals(List.of("10", "9", "B", "a", "a b", "b", "ä"), names);
  }

  @Test
  void filesAreInTheOrderOfTheirNamesClassAfterClass() throws IOException {
    touch("b/2.jpg", "b/10.jpg", "a/z.PNG", "a/ö.jpeg", "a/a b.Jpg", "a/%41.gif", "b/B.bmp");
    ImageList images = ClassFolders.in(split).images();
    assertEquals(
        List.of("a/%41.gif", "a/a b.Jpg", "a/z.PNG", "a/ö.jpeg", "b/10.jpg", "b/2.jpg", "b/B.bmp"),
        names(images));
    assertEquals(List.of(0, 0, 0, 0, 1, 1, 1), labels(images));
    for (int i = 0; i < images.size(); i++) {
      assertTrue(Files.exists(images.file(i)), images.file(i).toString());
    }
  }

  @Test
  void nestedFoldersComeInTheOrderOfTheirPaths() throws IOException {
    touch("a/x/1.jpg", "a/2.jpg", "a/x/y/1.jpg", "a/x-y/1.jpg", "b/1.jpg");
    // As Python sorts the paths: '-' is before '/'.
    assertEquals(
        List.of("a/2.jpg", "a/x/1.jpg", "a/x-y/1.jpg", "a/x/y/1.jpg", "b/1.jpg"),
        names(ClassFolders.in(split).images()));
  }

  @Test
  void hiddenAndOtherFilesAreLeftOut() throws IOException {
    touch("a/1.jpg", "a/.2.jpg", "a/notes.txt", "a/3.webp", "a/.git/4.jpg", "b/1.jpg", ".c/1.jpg");
    touch("readme.txt");
    assertEquals(List.of("a/1.jpg", "b/1.jpg"), names(ClassFolders.in(split).images()));
  }

  @Test
  void namesThatAreNoTextAreFound() throws IOException, InterruptedException {
    touch("a/1.jpg", "b/1.jpg");
    String script = "touch \"$0/a/$(printf '\\377\\45').jpg\"";
    assumeTrue(
        new ProcessBuilder("sh", "-c", script, split.toString()).start().waitFor() == 0,
        "the file system takes no such name");
    ImageList images = ClassFolders.in(split).images();
    assertEquals(3, images.size());
    assertTrue(Files.isRegularFile(images.file(1)), images.file(1).toString());
  }

  @Test
  void linksAreFollowed() throws IOException {
    touch("a/1.jpg", "elsewhere/2.jpg");
    Files.createSymbolicLink(split.resolve("b"), split.resolve("elsewhere"));
    assertEquals(
        List.of("a/1.jpg", "b/2.jpg", "elsewhere/2.jpg"), names(ClassFolders.in(split).images()));
  }

  @Test
  void linkToAFolderAboveIsRefused() throws IOException {
    touch("a/1.jpg", "b/1.jpg");
    Path loop = split.resolve("b/loop");
    Files.createSymbolicLink(loop, split.resolve("b"));
    assertRefused(
        () -> ClassFolders.in(split).images(),
        loop + " is a link to a folder that it lies in: remove the link");
  }

  @Test
  void linkToItselfIsNoFolder() throws IOException {
    touch("a/1.jpg", "b/1.jpg");
    Files.createSymbolicLink(split.resolve("c"), split.resolve("c"));
    Files.createSymbolicLink(split.resolve("b/c"), split.resolve("b/c"));
    assertEquals(List.of("a/1.jpg", "b/1.jpg"), names(ClassFolders.in(split).images()));
  }

  @Test
  void classWithoutImagesIsNamed() throws IOException {
    touch("a/1.jpg", "b/1.txt", "b/more/2.txt");
    assertRefused(
        () -> ClassFolders.in(split).images(),
        "no images in " + split.resolve("b") + ": every class has at least one",
        ".jpg, .jpeg, .png, .gif or .bmp");
  }

  @Test
  void lessThanTwoClassesAreRefused() throws IOException {
    touch("1.jpg", "2.jpg");
    assertRefused(() -> ClassFolders.in(split), "no class folders in " + split);
    touch("a/1.jpg");
    assertRefused(() -> ClassFolders.in(split), "one class folder only in " + split);
  }

  @Test
  void splitsWithOtherClassesAreToldApart() throws IOException {
    touch("train/a/1.jpg", "train/b/1.jpg", "train/c/1.jpg", "val/a/1.jpg", "val/b/1.jpg");
    ClassFolders train = ClassFolders.in(split.resolve("train"));
    ClassFolders val = ClassFolders.in(split.resolve("val"));
    train.requireSameNames(train);
    assertRefused(() -> train.requireSameNames(val), "3 and 2", "'c' is in one of them only");
    assertRefused(() -> val.requireSameNames(train), "2 and 3", "'c' is in one of them only");
  }

  @Test
  void joinsFolders() throws IOException {
    List<Path> files =
        IntStream.range(0, 10_000)
            .mapToObj(i -> Path.of("n01440764_%d.JPEG".formatted(i)))
            .toList();
    ImageList.Folder folder = new ImageList.Folder(split, 3, files);
    ImageList images = new ImageList(List.of(folder, folder, folder));
    assertEquals(30_000, images.size());
    assertEquals(split.resolve("n01440764_9999.JPEG"), images.file(29_999));
    assertEquals(split.resolve("n01440764_0.JPEG"), images.file(10_000));
    assertThrows(IndexOutOfBoundsException.class, () -> images.file(30_000));
    assertThrows(IndexOutOfBoundsException.class, () -> images.label(-1));
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = split.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  private List<String> names(ImageList images) {
    return IntStream.range(0, images.size())
        .mapToObj(i -> split.relativize(images.file(i)).toString())
        .toList();
  }

  private static List<Integer> labels(ImageList images) {
    return IntStream.range(0, images.size()).mapToObj(images::label).toList();
  }

  private static void assertRefused(Executable action, String... words) {
    String message = assertThrows(InvalidInputException.class, action).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }
}
