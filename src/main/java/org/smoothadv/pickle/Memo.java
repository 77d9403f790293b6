package org.smoothadv.pickle;

import java.util.Arrays;
import java.util.IdentityHashMap;

/** The values that a pickle has put aside by number to mention them again. */
final class Memo {
  private Object[] values = new Object[64];
  private boolean[] set = new boolean[64];
  private int count;
  private long opcodes;
  private final IdentityHashMap<Object, Object> built = new IdentityHashMap<>();

  /** Puts a value aside under the next number. */
  void add(Object value) {
    put(count, value);
  }

  /** Takes note that the pickle went on by an opcode. */
  void oneMoreOpcode() {
    opcodes++;
  }

  /**
   * Puts a value aside. No pickler numbers faster than it writes opcodes, so no higher number is
   * accepted, and the table stays in proportion.
   */
  void put(long number, Object value) {
    if (number < 0 || number > opcodes || number > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("memo number " + number + " is out of range");
    }
    int index = (int) number;
    if (index >= values.length) {
      int length = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(index + 1L, index * 3L / 2));
      values = Arrays.copyOf(values, length);
      set = Arrays.copyOf(set, length);
    }
    if (!set[index]) {
      count++;
    }
    set[index] = true;
    values[index] = value;
  }

  /** Takes note that an object got its state and is another one now. */
  void replace(Buildable before, Object after) {
    built.put(before, after);
  }

  /** Returns a value that was put aside. */
  Object get(long number) {
    if (number < 0 || number >= values.length || !set[(int) number]) {
      throw new IllegalArgumentException("memo number " + number + " was never set");
    }
    Object value = values[(int) number];
    return value instanceof Buildable ? built.getOrDefault(value, value) : value;
  }
}
