package org.smoothadv.internal.spark;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Optional;
import org.smoothadv.internal.asking.AskedImage;

/**
 * An image on its way to an executor. Its pixels are read when it is sent, and again when it is
 * sent again, so that the driver holds none.
 */
final class SentImage implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Reads images where they are. */
  @FunctionalInterface
  interface Reader {
    /** Nothing where the image is left out. */
    Optional<AskedImage> read(int number);
  }

  private final int number;
  private final transient Reader reader;

  SentImage(int number, Reader reader) {
    this.number = number;
    this.reader = reader;
  }

  /**
   * What arrives.
   *
   * @param image null where it is left out
   */
  record Arrived(int number, AskedImage image) implements Serializable {}

  private Object writeReplace() {
    return new Arrived(number, reader.read(number).orElse(null));
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("images arrive as " + Arrived.class.getSimpleName());
  }
}
