package org.smoothadv.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one command printed.
 *
 * @param out its standard output
 * @param err its standard error
 */
record CommandRun(String out, String err) {
  /** Parses the arguments as the command line does, and runs the command. */
  static CommandRun of(Command command, String... arguments) throws IOException {
    Invocation invocation = Invocation.of(command, List.of(arguments));
    PrintStream out = System.out;
    PrintStream err = System.err;
    var printed = new ByteArrayOutputStream();
    var noted = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(noted, true, StandardCharsets.UTF_8));
      invocation.run();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new CommandRun(
        printed.toString(StandardCharsets.UTF_8), noted.toString(StandardCharsets.UTF_8));
  }
}
