package org.smoothadv.internal.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.command.StandardOutput.ReaderGoneException;

/**
 * Parses the command line, runs its command and turns what goes wrong into one line and an exit
 * status.
 */
public final class CommandLine {
  private static final int DONE = 0;
  private static final int WRONG_INPUT = 2;

  private final Map<String, Command> commands = new TreeMap<>();
  private final List<Command> inOrder;

  /** Takes the commands in the order in which the help lists them. */
  public CommandLine(List<? extends Command> commands) {
    this.inOrder = List.copyOf(commands);
    for (Command command : commands) {
      this.commands.put(Help.nameOf(command), command);
    }
  }

  /** Runs the command that the arguments name; returns the exit status. */
  public int run(String... arguments) {
    List<String> words = List.of(arguments);
    try {
      words = ArgumentFiles.expand(arguments);
      int status = run(words);
      StandardOutput.requireWritten();
      return status;
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      Failure failure = Failure.of(e);
      if (!(e instanceof ReaderGoneException)) {
        System.err.println("smoothadv: " + failure.message());
      }
      if (words.contains(CommonOptions.DEBUG)) {
        e.printStackTrace();
      }
      return failure.status();
    }
  }

  private int run(List<String> words) throws IOException {
    if (words.isEmpty()) {
      System.err.print(Help.ofProgram(inOrder));
      return WRONG_INPUT;
    }
    String name = words.get(0);
    if (name.equals(CommonOptions.HELP) || name.equals("help")) {
      System.out.print(Help.ofProgram(inOrder));
      return DONE;
    }
    Command command = commands.get(name);
    if (command == null) {
      throw new InvalidInputException(
          "there is no command '" + name + "'; commands: " + String.join(", ", commands.keySet()));
    }
    Invocation.of(command, words.subList(1, words.size())).run();
    return DONE;
  }
}
