package org.smoothadv.input;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in plain words why reading or writing failed. */
public final class IoFailure {
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
}
