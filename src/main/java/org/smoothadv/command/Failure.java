package org.smoothadv.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.network.WrongArithmeticException;
import org.smoothadv.study.UnfinishedStudyException;
import org.smoothadv.training.TrainingDivergedException;

/**
 * What went wrong, as the user is told.
 *
 * @param message one or two lines
 * @param status the program's exit status
 */
public record Failure(String message, int status) {
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;

  /** Finds the words for a problem. */
  public static Failure of(Throwable problem) {
    if (problem instanceof InvalidInputException) {
      return new Failure(problem.getMessage(), WRONG_INPUT);
    }
    return new Failure(words(problem), FAILED);
  }

  private static String words(Throwable problem) {
    if (problem instanceof TrainingDivergedException
        || problem instanceof UnfinishedStudyException) {
      return problem.getMessage();
    }
    if (problem instanceof WrongArithmeticException) {
      return problem.getMessage()
          + "; another --precision may be right, and TF_ENABLE_ONEDNN_OPTS=0 in the environment"
          + " takes TensorFlow's own kernels";
    }
    if (problem instanceof IOException e) {
      return IoFailure.describe(e);
    }
    if (problem instanceof UncheckedIOException e) {
      return IoFailure.describe(e.getCause());
    }
    if (problem instanceof OutOfMemoryError) {
      return "out of memory (%s): SMOOTHADV_JAVA_OPTS=-Xmx8g gives the program 8 GB"
          .formatted(firstLine(problem));
    }
    // The class is named, not referred to: most commands never load TensorFlow.
    if (problem.getClass().getName().startsWith("org.tensorflow.")) {
      return "TensorFlow failed: " + firstLine(problem);
    }
    return "failed with %s: %s; --debug shows where"
        .formatted(problem.getClass().getSimpleName(), firstLine(problem));
  }

  private static String firstLine(Throwable problem) {
    String text = problem.getMessage();
    return text == null ? "no message" : text.lines().findFirst().orElse("no message");
  }
}
