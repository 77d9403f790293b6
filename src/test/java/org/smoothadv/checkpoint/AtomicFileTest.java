package org.smoothadv.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void whatACrashLeftBehindIsOverwritten() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(folder.resolve(".file.tmp"), "rest of a crashed write, longer than the new");
    write(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), contents());
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
      return files.toList();
    }
  }
}
