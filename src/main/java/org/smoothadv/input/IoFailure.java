package org.smoothadv.input;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/** Says in plain words why reading or writing failed. */
public final class IoFailure {
  private static final List<String> OUT_OF_SPACE =
      List.of("No space left", "quota exceeded", "not enough space");

  private IoFailure() {}

  /** One line: the file, where it is known, and what the system said of it. */
  public static String describe(IOException failure) {
    if (failure instanceof FileSystemException e && e.getFile() != null) {
      return e.getFile() + ": " + reason(e);
    }
    return reason(failure);
  }

  /** The same without the file. */
  public static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "exists already";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    String name = failure.getClass().getSimpleName();
    if (failure instanceof FileSystemException e) {
      return e.getReason() == null ? name : e.getReason();
    }
    String message = failure.getMessage();
    return message == null ? name : message.lines().findFirst().orElse(name);
  }

  /**
   * Whether a disk is full, or what a user may have of it is used up. Systems say it in words only.
   */
  public static boolean isOutOfSpace(IOException failure) {
    String reason = reason(failure);
    return OUT_OF_SPACE.stream().anyMatch(reason::contains);
  }

  /**
   * What to throw where something cannot be created: the place is the user's to choose, except that
   * a full disk is no mistake.
   *
   * @param refused names the place and says what to do
   * @throws IOException with this message, if the disk is full
   */
  public static InvalidInputException refusal(
      FileSystemException failure, InvalidInputException refused) throws IOException {
    if (isOutOfSpace(failure)) {
      throw new IOException(refused.getMessage(), failure);
    }
    refused.initCause(failure);
    return refused;
  }

  /** The same with a message that names the place and says what to do. */
  public static InvalidInputException refusal(FileSystemException failure, String message)
      throws IOException {
    return refusal(failure, new InvalidInputException(message));
  }
}
