package org.smoothadv.internal.dataset.image;

import java.io.IOException;
import java.nio.file.Path;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;

/**
 * An image that cannot be had from its file: damaged, cut short, no image at all, unreadable. The
 * other images of its dataset are not concerned, so that whoever can do without it may go on.
 */
public final class CorruptImageException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param file that holds the image
   * @param reason what is wrong with it, in a few words
   */
  public CorruptImageException(Path file, String reason) {
    super(file + ": " + reason);
  }

  /** Creates the error with the failure behind it. */
  public CorruptImageException(Path file, String reason, Throwable cause) {
    super(file + ": " + reason, cause);
  }

  /** Says that a file cannot be read. */
  static CorruptImageException unreadable(Path file, IOException failure) {
    return new CorruptImageException(file, IoFailure.reason(failure), failure);
  }
}
