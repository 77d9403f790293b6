package org.smoothadv.input;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the user gave cannot be used: an option's value, a file, a folder. The message is written
 * for that user, in one or two lines: what is wrong, which option or file (with line, record or
 * byte offset), what would be accepted. The command line prints it without a stack trace and exits
 * with status 2. What a file brings into it cannot act on a terminal, nor make it endless.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the error with the text that the user reads. */
  public InvalidInputException(String message) {
    super(Quoted.message(message));
  }

  /**
   * Does something, and puts what is at fault before the message of what it throws.
   *
   * @param place an option or a file
   * @throws InvalidInputException if the action does
   */
  public static <T> T at(Object place, Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidInputException e) {
      throw e.at(String.valueOf(place));
    }
  }

  /**
   * The message for readers who know settings under other names than the Java API.
   *
   * @param names gives the name of a setting, such as {@code --noise-samples} for {@code
   *     noiseSamples}
   */
  public String message(UnaryOperator<String> names) {
    return getMessage();
  }

  /**
   * What is wrong with a field of a JSON file, of which a record was to be made.
   *
   * @param failure what the record's constructor threw, as it is or as Gson passes it on
   */
  public static String inJson(RuntimeException failure) {
    boolean passedOn = !(failure instanceof InvalidInputException) && failure.getCause() != null;
    Throwable reason = passedOn ? failure.getCause() : failure;
    String problem =
        reason instanceof InvalidInputException refused
            ? refused.message(field -> "'" + field + "'")
            : reason.getMessage();
    return problem == null ? "a field is missing" : problem;
  }

  /** The same, with what is at fault before the message. */
  InvalidInputException at(String place) {
    return new InvalidInputException(place + ": " + getMessage(), this);
  }

  /**
   * Creates the error with the text that the user reads and the failure behind it, shown with
   * {@code --debug}.
   */
  public InvalidInputException(String message, Throwable cause) {
    super(Quoted.message(message), cause);
  }
}
