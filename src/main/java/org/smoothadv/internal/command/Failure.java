package org.smoothadv.internal.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.bench.WorkProcess.WorkFailedException;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.training.Trainer.TrainingDivergedException;
import org.smoothadv.network.WrongArithmeticException;
import org.smoothadv.smoothing.Attacker.AttackFailedException;

/**
 * What went wrong, as the user is told.
 *
 * @param message one or two lines
 * @param status the program's exit status
 */
public record Failure(String message, int status) {
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;

  /** Where JavaCPP unpacks native libraries, and what TensorFlow's take there. */
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private static final String CACHE_SIZE = "1 GB";

  /** Finds the words for a problem. */
  public static Failure of(Throwable problem) {
    if (problem instanceof InvalidInputException e) {
      return new Failure(e.message(OptionParser::option), WRONG_INPUT);
    }
    return new Failure(words(problem), FAILED);
  }

  private static String words(Throwable problem) {
    if (problem instanceof TrainingDivergedException
        || problem instanceof AttackFailedException
        || problem instanceof UnfinishedStudyException
        || problem instanceof WorkFailedException) {
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
    if (problem instanceof LinkageError e && linkFailure(e) != null) {
      return unloadable(linkFailure(e));
    }
    if (problem instanceof ExceptionInInitializerError && problem.getCause() != null) {
      return words(problem.getCause());
    }
    // The class is named, not referred to: most commands never load TensorFlow.
    if (problem.getClass().getName().startsWith("org.tensorflow.")) {
      return "TensorFlow failed: " + firstLine(problem);
    }
    return "failed with %s: %s; --debug shows where"
        .formatted(problem.getClass().getSimpleName(), firstLine(problem));
  }

  /** The innermost reason why a native library is not there; null where it is not about one. */
  private static Throwable linkFailure(LinkageError problem) {
    Throwable link = null;
    Throwable innermost = problem;
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      link = cause instanceof UnsatisfiedLinkError ? cause : link;
      innermost = cause;
    }
    return link == null ? null : innermost;
  }

  private static String unloadable(Throwable reason) {
    String cache = System.getProperty(CACHE, "~/.javacpp/cache");
    return ("TensorFlow's native library cannot be loaded: %s\n"
            + "It is unpacked to %s, which must be writable, with %s free, and not mounted noexec;"
            + " SMOOTHADV_JAVA_OPTS=-D%s=DIR names another folder")
        .formatted(firstLine(reason), cache, CACHE_SIZE, CACHE);
  }

  private static String firstLine(Throwable problem) {
    String text = problem.getMessage();
    return text == null ? "no message" : text.lines().findFirst().orElse("no message");
  }
}
