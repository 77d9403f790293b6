package org.smoothadv.internal.command;

/** Models of a study failed, or some of its tables could not be made; the others are done. */
public final class UnfinishedStudyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the error with the text that the user reads. */
  public UnfinishedStudyException(String message) {
    super(message);
  }
}
