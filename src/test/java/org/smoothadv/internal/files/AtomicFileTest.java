package org.smoothadv.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesTheFileAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("file");
    write(file, "the longer old text");
    write(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), contents());
  }

  @Test
  void readersSeeTheOldFileUntilTheNewOneIsComplete() throws IOException {
    Path file = folder.resolve("file");
    write(file, "old");
    AtomicFile.write(
        file,
        channel -> {
          channel.write(StandardCharsets.UTF_8.encode("half"));
          assertEquals("old", Files.readString(file));
        });
    assertEquals("half", Files.readString(file));
  }

  @Test
  void aWriteThatFailsHalfwayLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("file");
    write(file, "old");
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                file,
                channel -> {
                  channel.write(StandardCharsets.UTF_8.encode("half"));
                  throw new IOException("disk full");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), contents());
  }

  @Test
  void whatAKilledWriterLeftIsRemovedByTheNextOneButNothingOfTheLiving()
      throws IOException, InterruptedException {
    Path file = folder.resolve("file");
    try (OtherWriter living = OtherWriter.halfway(folder.resolve("other"))) {
      try (OtherWriter dead = OtherWriter.halfway(file)) {
        assertEquals(4, contents().size(), "what is written and its lock, twice");
        dead.kill();
      }
      write(file, "new");
      assertEquals("new", Files.readString(file));
      assertEquals(3, contents().size());
      living.finish();
    }
    assertEquals(OtherWriter.text('x'), Files.readString(folder.resolve("other")));
    assertEquals(List.of(file, folder.resolve("other")), contents());
  }

  @Test
  void aWriterThatIsInterruptedRemovesItsOwnOnly() throws IOException, InterruptedException {
    try (OtherWriter living = OtherWriter.halfway(folder.resolve("a"));
        OtherWriter interrupted = OtherWriter.halfway(folder.resolve("b"))) {
      interrupted.terminate();
      assertEquals(2, contents().size());
      living.finish();
    }
    assertEquals(List.of(folder.resolve("a")), contents());
  }

  @Test
  void processesThatWriteOneFileAtOnceAllSucceedAndTheFileIsAlwaysWhole()
      throws IOException, InterruptedException {
    Path file = folder.resolve("file");
    int writes = 100;
    try (OtherWriter a = OtherWriter.ofMany(file, 'a', writes);
        OtherWriter b = OtherWriter.ofMany(file, 'b', writes)) {
      while (a.isAlive() || b.isAlive()) {
        if (Files.exists(file)) {
          assertWhole(file);
        }
      }
      a.assertDone();
      b.assertDone();
    }
    assertWhole(file);
    assertEquals(List.of(file), contents());
  }

  @Test
  void threadsThatWriteOneFileAtOnceAllSucceed() throws IOException {
    Path file = folder.resolve("file");
    IntStream.range(0, 200)
        .parallel()
        .forEach(
            i -> {
              try {
                write(file, OtherWriter.text((char) ('a' + i % 26)));
                assertWhole(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertEquals(List.of(file), contents());
  }

  private static void assertWhole(Path file) throws IOException {
    String text = Files.readString(file);
    assertEquals(OtherWriter.text(text.charAt(0)), text);
  }

  @Test
  void hiddenFilesOfOthersAreLeftAlone() throws IOException {
    Path others = Files.createFile(folder.resolve(".smoothadv-notes.lock"));
    write(folder.resolve("file"), "new");
    assertEquals(List.of(others, folder.resolve("file")), contents());
  }

  @Test
  void aNameMayBeAsLongAsTheSystemAllows() throws IOException {
    Path file = folder.resolve("n".repeat(255));
    write(file, "new");
    assertEquals("new", Files.readString(file));
  }

  @Test
  void failsWhereTheFolderIsMissingOrIsAFile() throws IOException {
    Path file = folder.resolve("file");
    write(file, "old");
    assertThrows(IOException.class, () -> write(folder.resolve("missing").resolve("x"), "new"));
    assertThrows(IOException.class, () -> write(file.resolve("x"), "new"));
    assertEquals("old", Files.readString(file));
  }

  @Test
  void neverReplacesAFolder() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    assertThrows(IOException.class, () -> write(target, "new"));
    assertEquals(List.of(target), contents());
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, channel -> channel.write(StandardCharsets.UTF_8.encode(text)));
  }

  private List<Path> contents() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
