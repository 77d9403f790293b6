package org.smoothadv.internal.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

class OutputFileTest {
  @TempDir Path folder;

  @Test
  void createsTheFoldersAboveTheFile() throws IOException {
    Path file = folder.resolve("a/b/table.csv");
    write(file, "new");
    assertEquals("new", Files.readString(file));
  }

  @Test
  void replacesTheFileBehindALink() throws IOException {
    Path file = Files.writeString(folder.resolve("table-1.csv"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("latest.csv"), file.getFileName());
    write(link, "new");
    assertEquals("new", Files.readString(file));
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void refusesWhatIsNoFile() throws IOException {
    Path device = Path.of("/dev/null");
    Assumptions.assumeTrue(Files.exists(device), "no /dev/null on this system");
    assertComplaint("is a device", device);
    assertFalse(Files.isRegularFile(device));
    assertComplaint("is a folder", folder);
    Path file = Files.writeString(folder.resolve("file"), "");
    assertComplaint("is not a folder", file.resolve("table.csv"));
  }

  private static void assertComplaint(String complaint, Path file) {
    var error = assertThrows(InvalidInputException.class, () -> write(file, "new"));
    assertTrue(error.getMessage().startsWith(file.toString()), error.getMessage());
    assertTrue(error.getMessage().contains(complaint), error.getMessage());
  }

  private static void write(Path file, String text) throws IOException {
    OutputFile.write(file, text.getBytes(UTF_8));
  }
}
