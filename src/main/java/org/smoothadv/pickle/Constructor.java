package org.smoothadv.pickle;

import java.util.List;

/** A function that pickles may call. It only puts values together. */
@FunctionalInterface
public interface Constructor {
  /**
   * Builds an object.
   *
   * @throws IllegalArgumentException if the arguments are not as expected; the message becomes part
   *     of the error that the user reads
   */
  Object construct(List<?> arguments);
}
