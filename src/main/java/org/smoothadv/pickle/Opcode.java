package org.smoothadv.pickle;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * One instruction of a pickle.
 *
 * @param name as Python's {@code pickletools} calls it
 * @param action what it does
 */
record Opcode(String name, Action action) {
  /** What an opcode does to the machine. */
  @FunctionalInterface
  interface Action {
    void run(PickleMachine machine) throws IOException;
  }

  /** All opcodes of protocols 0 to 5 by their byte, but for STOP, which ends the loop. */
  static final Map<Integer, Opcode> ALL = all();

  private static Map<Integer, Opcode> all() {
    Map<Integer, Opcode> all = new HashMap<>();
    ScalarOpcodes.addTo(all);
    TextOpcodes.addTo(all);
    ContainerOpcodes.addTo(all);
    MemoOpcodes.addTo(all);
    ObjectOpcodes.addTo(all);
    return Map.copyOf(all);
  }
}
