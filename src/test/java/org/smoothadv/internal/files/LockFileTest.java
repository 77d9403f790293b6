package org.smoothadv.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  @TempDir Path folder;

  @Test
  void askingAgainInTheSameProcessDoesNotGiveTheLockUp() throws Exception {
    Path file = folder.resolve("lock");
    try (LockFile held = LockFile.take(file)) {
      assertEquals(Optional.empty(), LockFile.tryTake(file));
      assertEquals(Optional.empty(), LockFile.tryTakeExisting(file));
      assertThrows(OverlappingFileLockException.class, () -> LockFile.take(file));
      assertFalse(OtherWriter.canLock(file));
    }
    assertTrue(OtherWriter.canLock(file));
    LockFile.tryTake(file).orElseThrow().close();
  }

  @Test
  void aFileThatIsMissingIsOnlyCreatedWhereThatIsAskedFor() throws IOException {
    Path file = folder.resolve("lock");
    assertEquals(Optional.empty(), LockFile.tryTakeExisting(file));
    assertFalse(file.toFile().exists());
  }
}
