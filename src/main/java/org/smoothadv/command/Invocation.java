package org.smoothadv.command;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterException;
import java.io.IOException;
import java.util.List;
import org.smoothadv.input.InvalidInputException;

/** A command with the options that were given to it. */
final class Invocation {
  private final Command command;
  private final JCommander parser;
  private final boolean describes;

  private Invocation(Command command, JCommander parser, boolean describes) {
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
    JCommander parser =
        JCommander.newBuilder()
            .addObject(command)
            .addObject(new CommonOptions())
            .allowAbbreviatedOptions(false)
            .expandAtSign(false)
            .addConverterInstanceFactory(new OptionConverters())
            .build();
    parser.createDescriptions();
    boolean describes = options.contains(CommonOptions.HELP);
    if (!describes) {
      parse(parser, Help.nameOf(command), options);
    }
    return new Invocation(command, parser, describes);
  }

  private static void parse(JCommander parser, String command, List<String> options) {
    try {
      parser.parse(new OptionWords(parser).check(options).toArray(String[]::new));
    } catch (InvalidInputException | ParameterException e) {
      String hint = " (see smoothadv " + command + " --help)";
      throw new InvalidInputException(e.getMessage() + hint, e);
    }
  }

  /** Does the work, or describes the options where that is asked for. */
  void run() throws IOException {
    if (describes) {
      System.out.print(Help.ofCommand(command, parser));
    } else {
      command.run();
    }
  }
}
