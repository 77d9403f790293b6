package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Path;

/** The classifier of {@link TinyRun}, exported once for all tests, which only read it. */
final class TinyExport {
  private static final Path PARENT = Smoothadv.temporaryFolder("smoothadv-export");

  private static Outcome exporting;

  private TinyExport() {}

  /** The export's folder. */
  static Path folder() throws IOException, InterruptedException {
    outcome().assertDone();
    return PARENT.resolve("model");
  }

  /** What the program printed. */
  static synchronized Outcome outcome() throws IOException, InterruptedException {
    if (exporting == null) {
      exporting = SmoothadvProcess.run(PARENT, arguments());
    }
    return exporting;
  }

  private static String[] arguments() throws IOException, InterruptedException {
    return new String[] {"export", "--run", TinyRun.folder().toString(), "--out", "model"};
  }

  /** A copy of the export's folder in another one. */
  static Path copy(Path parent) throws IOException, InterruptedException {
    return Folders.copy(folder(), parent.resolve("model"));
  }
}
