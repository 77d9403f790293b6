package org.smoothadv.pickle;

/** An object whose state comes after it (opcode BUILD), as that of NumPy's arrays does. */
interface Buildable {
  /**
   * Returns the object with this state, which takes this one's place.
   *
   * @throws IllegalArgumentException if the state is not as expected
   */
  Object build(Object state);
}
