package org.smoothadv.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void leavesAloneWhatAnotherProcessWrites() throws IOException {
    Path other = Files.createDirectory(parent.resolve(".new.tmp"));
    Files.writeString(other.resolve("half"), "text");
    var refused =
        assertThrows(
            FileAlreadyExistsException.class,
            () -> NewFolder.create(parent.resolve("new"), files -> {}));
    assertEquals(other.toString(), refused.getFile());
    assertTrue(Files.exists(other.resolve("half")));
  }

  private static List<Path> contents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
