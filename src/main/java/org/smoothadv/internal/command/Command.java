package org.smoothadv.internal.command;

import java.io.IOException;

/**
 * One command of the command line. A command declares its options as JCommander parameters, checks
 * them, calls one service and prints its result to standard output; progress goes to standard
 * error.
 */
public interface Command {
  /**
   * Does the work.
   *
   * @throws org.smoothadv.input.InvalidInputException if what the user gave cannot be used
   * @throws IOException if reading or writing failed although the input was right
   */
  void run() throws IOException;
}
