package org.smoothadv.internal.asking;

import java.io.IOException;
import java.util.Optional;

/** Who answers about the images of one classifier: threads of this process, or other processes. */
@FunctionalInterface
public interface Workers {
  /**
   * Prepares a question, which the caller closes.
   *
   * @throws org.smoothadv.input.InvalidInputException if it cannot be asked of the classifier
   * @throws IOException if nobody can be asked
   */
  <A extends Answer> Asking<A> prepare(Question<A> question) throws IOException;

  /** A question that is ready to be asked. */
  interface Asking<A extends Answer> extends AutoCloseable {
    /**
     * Asks about images and hands over each answer once, as it comes.
     *
     * @throws IOException if the sink throws it, or the work cannot be done; as with any other
     *     exception of theirs, there is no going on
     */
    void ask(Images images, Sink<A> sink) throws IOException;

    @Override
    void close();
  }

  /** The images to be asked about. For use by any number of threads, in any order, repeatedly. */
  interface Images {
    /** How many there are. */
    int size();

    /**
     * Reads an image; nothing if it is corrupt.
     *
     * @param number from 0 to {@link #size} - 1
     * @throws org.smoothadv.input.InvalidInputException if too many are corrupt
     */
    Optional<AskedImage> read(int number);
  }

  /** Takes the answers. */
  @FunctionalInterface
  interface Sink<A extends Answer> {
    /**
     * Takes an answer, in the thread that asks.
     *
     * @param number of the image, from 0
     * @param answer nothing if the image is corrupt
     */
    void accept(int number, Optional<A> answer) throws IOException;
  }
}
