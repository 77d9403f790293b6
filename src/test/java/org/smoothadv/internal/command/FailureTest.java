package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.smoothadv.input.InvalidInputException;
import org.tensorflow.exceptions.TFResourceExhaustedException;

class FailureTest {
  @Test
  void wrongInputIsSaidAsItIs() {
    assertEquals(
        new Failure("--n is 0; accepted is 1", 2),
        Failure.of(new InvalidInputException("--n is 0; accepted is 1")));
  }

  @Test
  void failuresOfTheSystemNameTheFile() {
    assertFails("a/b: no such file or folder", new NoSuchFileException("a/b"));
    assertFails(
        "a/b: Read-only file system",
        new FileSystemException("a/b", null, "Read-only file system"));
    assertFails("No space left on device", new IOException("No space left on device"));
    assertFails("gone", new UncheckedIOException(new IOException("gone")));
    assertFails(
        "gone", new ExceptionInInitializerError(new UncheckedIOException(new IOException("gone"))));
    assertFails("EOFException", new java.io.EOFException());
  }

  @Test
  void nativeErrorsAreOneLine() {
    assertFails(
        "TensorFlow failed: OOM when allocating tensor",
        new TFResourceExhaustedException("OOM when allocating tensor\n\t [[{{node conv}}]]"));
  }

  @Test
  void memoryThatIsShortIsExplained() {
    assertFails(
        "out of memory (Java heap space): SMOOTHADV_JAVA_OPTS=-Xmx8g gives the program 8 GB",
        new OutOfMemoryError("Java heap space"));
  }

  @Test
  void libraryThatCannotBeUnpackedOrRunIsExplained() {
    Throwable cause = new UnsatisfiedLinkError("libx.so: failed to map segment");
    Throwable problem = new UnsatisfiedLinkError("no jnitensorflow in java.library.path");
    problem.initCause(cause);
    assertFails(
        "TensorFlow's native library cannot be loaded: libx.so: failed to map segment\n"
            + "It is unpacked to ~/.javacpp/cache, which must be writable, with 1 GB free, and not"
            + " mounted noexec; SMOOTHADV_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR names"
            + " another folder",
        new ExceptionInInitializerError(problem));
  }

  @Test
  void errorsOfTheProgramAreNamed() {
    assertFails(
        "failed with IllegalStateException: two; --debug shows where",
        new IllegalStateException("two\nlines"));
    assertFails(
        "failed with NullPointerException: no message; --debug shows where",
        new NullPointerException());
  }

  private static void assertFails(String message, Throwable problem) {
    assertEquals(new Failure(message, 1), Failure.of(problem));
  }
}
