package org.smoothadv.internal.command;

import java.io.IOException;
import java.util.List;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.command.option.OptionParser;

/** A command with the options that were given to it. */
final class Invocation {
  private final Command command;
  private final OptionParser parser;
  private final boolean describes;

  private Invocation(Command command, OptionParser parser, boolean describes) {
    this.command = command;
    this.parser = parser;
    this.describes = describes;
  }

  /**
   * Parses options. Where {@code --help} is among them, the others do not matter.
   *
   * @throws InvalidInputException if an option does not exist, is missing, or its value cannot be
   *     read
   */
  static Invocation of(Command command, List<String> options) {
    OptionParser parser = new OptionParser(command, new CommonOptions());
    boolean describes = options.contains(CommonOptions.HELP);
    if (!describes) {
      parse(parser, Help.nameOf(command), options);
    }
    return new Invocation(command, parser, describes);
  }

  private static void parse(OptionParser parser, String command, List<String> options) {
    try {
      parser.parse(options);
    } catch (InvalidInputException e) {
      String hint = " (see smoothadv " + command + " --help)";
      throw new InvalidInputException(e.message(OptionParser::option) + hint, e);
    }
  }

  /** Does the work, or describes the options where that is asked for. */
  void run() throws IOException {
    if (describes) {
      System.out.print(Help.ofCommand(command, parser.declared()));
    } else {
      command.run();
    }
  }
}
