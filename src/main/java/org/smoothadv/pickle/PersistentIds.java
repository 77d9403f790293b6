package org.smoothadv.pickle;

/** What the ids in a pickle stand for that refer to data outside of it (opcode BINPERSID). */
@FunctionalInterface
public interface PersistentIds {
  /**
   * Finds the object of an id.
   *
   * @throws IllegalArgumentException if the id is not as expected
   */
  Object load(Object id);

  /** For pickles that hold everything themselves. */
  static PersistentIds none() {
    return id -> {
      throw new IllegalArgumentException("data outside of the pickle is not expected in this file");
    };
  }
}
