package org.smoothadv.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFolderTest {
  @TempDir Path parent;

  @Test
  void appearsWhenAllOfItsFilesAreWritten() throws IOException {
    Path folder = parent.resolve("above").resolve("new");
    NewFolder.create(
        folder,
        files -> {
          Files.createDirectory(files.resolve("inner"));
          Files.writeString(files.resolve("inner").resolve("file"), "text");
          assertFalse(Files.exists(folder), "not before");
        });
    assertEquals("text", Files.readString(folder.resolve("inner").resolve("file")));
    assertEquals(List.of(folder), contents(folder.getParent()));
  }

  @Test
  void leavesNothingWhenWritingFails() throws IOException {
    IOException full = new IOException("disk full");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                NewFolder.create(
                    parent.resolve("new"),
                    files -> {
                      Files.writeString(files.resolve("half"), "text");
                      throw full;
                    }));
    assertEquals(full, thrown);
    assertEquals(List.of(), contents(parent));
  }

  @Test
  void neverReplacesWhatIsThere() throws IOException {
    Path empty = Files.createDirectory(parent.resolve("empty"));
    Path file = Files.writeString(parent.resolve("file"), "old");
    assertThrows(FileAlreadyExistsException.class, () -> NewFolder.create(empty, files -> {}));
    assertThrows(FileAlreadyExistsException.class, () -> NewFolder.create(file, files -> {}));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(empty, file), contents(parent));
  }

  @Test
  void neverReplacesWhatCameWhileItWasWritten() throws IOException {
    Path folder = parent.resolve("new");
    assertThrows(
        FileAlreadyExistsException.class,
        () -> NewFolder.create(folder, files -> Files.createDirectory(folder)));
    assertEquals(List.of(folder), contents(parent));
    assertEquals(List.of(), contents(folder));
  }

  @Test
  void whatAKilledWriterLeftDoesNotStandInTheWayAndGoes() throws IOException, InterruptedException {
    Path folder = parent.resolve("new");
    try (OtherWriter dead = OtherWriter.halfwayFolder(folder)) {
      assertEquals(2, contents(parent).size());
      dead.kill();
    }
    NewFolder.create(folder, files -> Files.writeString(files.resolve("file"), "text"));
    assertEquals("text", Files.readString(folder.resolve("file")));
    assertEquals(List.of(folder), contents(parent));
  }

  @Test
  void leavesAloneWhatAnotherProcessWrites() throws IOException, InterruptedException {
    Path folder = parent.resolve("new");
    try (OtherWriter other = OtherWriter.halfwayFolder(folder)) {
      NewFolder.create(parent.resolve("mine"), files -> {});
      other.finish();
    }
    assertTrue(Files.exists(folder.resolve("file")));
    assertEquals(List.of(parent.resolve("mine"), folder), contents(parent));
  }

  @Test
  void failuresSpeakOfTheFolderAsItWouldBeCalled() {
    Path folder = parent.resolve("new");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                NewFolder.create(
                    folder,
                    files ->
                        AtomicFile.write(
                            files.resolve("file"),
                            channel -> {
                              throw new IOException("No space left on device");
                            })));
    assertEquals(folder.resolve("file") + ": No space left on device", thrown.getMessage());
  }

  @Test
  void ofTwoAtOnceOneComesAndTheOtherIsToldThatItIsThere() throws IOException {
    for (int race = 0; race < 50; race++) {
      Path folder = parent.resolve("folder" + race);
      long made =
          IntStream.range(0, 2)
              .parallel()
              .filter(
                  i -> {
                    try {
                      NewFolder.create(folder, files -> Files.createFile(files.resolve("x" + i)));
                      return true;
                    } catch (FileAlreadyExistsException e) {
                      return false;
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  })
              .count();
      assertEquals(1, made);
      assertEquals(1, contents(folder).size());
    }
    assertEquals(50, contents(parent).size());
  }

  private static List<Path> contents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
