package org.smoothadv.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What in Python makes objects of any class, and here only those of the table. */
final class ObjectOpcodes {
  private static final int LONGEST_NAME = 1000;

  private ObjectOpcodes() {}

  static void addTo(Map<Integer, Opcode> all) {
    all.put((int) 'c', new Opcode("GLOBAL", ObjectOpcodes::global));
    all.put(0x93, new Opcode("STACK_GLOBAL", ObjectOpcodes::stackGlobal));
    all.put((int) 'R', new Opcode("REDUCE", ObjectOpcodes::call));
    all.put(0x81, new Opcode("NEWOBJ", ObjectOpcodes::call));
    all.put((int) 'b', new Opcode("BUILD", ObjectOpcodes::build));
    all.put(
        (int) 'Q',
        new Opcode("BINPERSID", m -> m.pushMade(m.persistentIds().load(m.stack().pop()))));
    all.put((int) 'P', refused("PERSID"));
    all.put(
        (int) 'i',
        new Opcode(
            "INST",
            m -> {
              String module = name(m.input());
              throw GlobalTable.refused(module, name(m.input()));
            }));
    all.put((int) 'o', refused("OBJ"));
    all.put(0x92, refused("NEWOBJ_EX"));
    all.put(0x82, refused("EXT1"));
    all.put(0x83, refused("EXT2"));
    all.put(0x84, refused("EXT4"));
    all.put(0x8f, refused("EMPTY_SET"));
    all.put(0x90, refused("ADDITEMS"));
    all.put(0x91, refused("FROZENSET"));
    all.put(0x97, refused("NEXT_BUFFER"));
    all.put(0x98, refused("READONLY_BUFFER"));
  }

  private static Opcode refused(String name) {
    return new Opcode(
        name,
        m -> {
          throw new IllegalArgumentException(
              "such an object is not allowed: only numbers, texts, containers, arrays and tensors are read");
        });
  }

  private static void global(PickleMachine machine) throws IOException {
    String module = name(machine.input());
    machine.stack().push(machine.globals().get(module, name(machine.input())));
  }

  private static String name(PickleInput input) throws IOException {
    ByteBuffer line = input.line();
    if (line.remaining() > LONGEST_NAME) {
      throw new IllegalArgumentException("a name of %,d bytes".formatted(line.remaining()));
    }
    return StandardCharsets.UTF_8.decode(line).toString();
  }

  private static void stackGlobal(PickleMachine machine) {
    Object name = machine.stack().pop();
    if (machine.stack().pop() instanceof String module && name instanceof String text) {
      machine.stack().push(machine.globals().get(module, text));
    } else {
      throw new IllegalArgumentException("a name is not a text");
    }
  }

  private static void call(PickleMachine machine) {
    Object arguments = machine.stack().pop();
    if (!(machine.stack().pop() instanceof Constructor constructor)) {
      throw new IllegalArgumentException("what is called is not a constructor");
    }
    if (!(arguments instanceof List<?> list)) {
      throw new IllegalArgumentException("the arguments of a call are not a tuple");
    }
    machine.pushMade(constructor.construct(list));
  }

  private static void build(PickleMachine machine) {
    Object state = machine.stack().pop();
    Object target = machine.stack().top();
    if (target instanceof Buildable buildable) {
      Object built = buildable.build(state);
      machine.stack().pop();
      machine.pushMade(built);
      machine.memo().replace(buildable, built);
    } else if (!(target instanceof Map<?, ?>) || !(state instanceof Map<?, ?>)) {
      throw new IllegalArgumentException("an object that takes no state is given one");
    }
    // The state of an OrderedDict is its attributes, such as PyTorch's _metadata: not needed here.
  }
}
