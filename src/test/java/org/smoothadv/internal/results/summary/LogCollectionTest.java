package org.smoothadv.internal.results.summary;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.internal.results.source.LogFinder.FoundLogs;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.results.LogFormat;

class LogCollectionTest {
  @TempDir Path folder;

  /** As where a log is removed between being found and being read. */
  @Test
  void whatKeepsALogFromBeingReadIsPassedOnAsItIs() {
    LogFile gone = new LogFile(folder.resolve("gone.tsv"), "gone", "gone", LogFormat.CERTIFICATION);
    assertThrows(NoSuchFileException.class, () -> LogCollection.load(new FoundLogs(List.of(gone))));
  }
}
