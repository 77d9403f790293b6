package org.smoothadv.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smoothadv.Main;

/** Calls of the program in this JVM. {@link SmoothadvProcess} is the whole of it. */
final class Smoothadv {
  /** Stands for the program's folder, where it stores graphs. */
  static final Path HOME = temporaryFolder("smoothadv-home");

  static {
    System.setProperty("smoothadv.home", HOME.toString());
  }

  private Smoothadv() {}

  /** Runs one command. */
  static Outcome call(List<String> arguments) {
    return call(arguments.toArray(String[]::new));
  }

  /** Runs one command. */
  static Outcome call(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var printed = new ByteArrayOutputStream();
    var noted = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(noted, true, StandardCharsets.UTF_8));
      int status = Main.run(arguments);
      return new Outcome(
          status, printed.toString(StandardCharsets.UTF_8), noted.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** A folder that is removed when this JVM ends. */
  static Path temporaryFolder(String name) {
    try {
      Path folder = Files.createTempDirectory(name);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
