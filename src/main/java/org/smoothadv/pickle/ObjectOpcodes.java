package org.smoothadv.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What in Python makes objects of any class, and here only those of the table; where the table
 * passes over others, those become {@link Opaque}.
 */
final class ObjectOpcodes {
  private static final int LONGEST_NAME = 1000;

  /** Far more than any constructor takes. */
  private static final int MOST_ARGUMENTS = 64;

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
    all.put((int) 'i', new Opcode("INST", ObjectOpcodes::inst));
    all.put((int) 'o', new Opcode("OBJ", ObjectOpcodes::obj));
    all.put(0x92, new Opcode("NEWOBJ_EX", ObjectOpcodes::newWithKeywords));
    all.put(0x82, refused("EXT1"));
    all.put(0x83, refused("EXT2"));
    all.put(0x84, refused("EXT4"));
    all.put(0x8f, new Opcode("EMPTY_SET", m -> m.pushMade(m.globals().get("builtins", "set"))));
    all.put(0x90, new Opcode("ADDITEMS", ObjectOpcodes::addItems));
    all.put(
        0x91,
        new Opcode(
            "FROZENSET",
            m -> {
              m.stack().popSection();
              m.pushMade(m.globals().get("builtins", "frozenset"));
            }));
    all.put(0x97, refused("NEXT_BUFFER"));
    all.put(0x98, refused("READONLY_BUFFER"));
  }

  private static Opcode refused(String name) {
    return new Opcode(
        name,
        m -> {
          throw notAllowed();
        });
  }

  private static IllegalArgumentException notAllowed() {
    return new IllegalArgumentException(
        "such an object is not allowed: only numbers, texts, containers, arrays and tensors are read");
  }

  private static void global(PickleMachine machine) throws IOException {
    String module = name(machine.input());
    machine.stack().push(machine.globals().get(module, name(machine.input())));
  }

  private static String name(PickleInput input) throws IOException {
    ByteBuffer line = input.line();
    requireShort(line.remaining());
    return StandardCharsets.UTF_8.decode(line).toString();
  }

  private static void requireShort(int length) {
    if (length > LONGEST_NAME) {
      throw new IllegalArgumentException("a name of %,d bytes".formatted(length));
    }
  }

  private static void stackGlobal(PickleMachine machine) {
    Object name = machine.stack().pop();
    if (machine.stack().pop() instanceof String module && name instanceof String text) {
      requireShort(module.length());
      requireShort(text.length());
      machine.stack().push(machine.globals().get(module, text));
    } else {
      throw new IllegalArgumentException("a name is not a text");
    }
  }

  private static void inst(PickleMachine machine) throws IOException {
    String module = name(machine.input());
    Object callee = machine.globals().get(module, name(machine.input()));
    call(machine, callee, machine.stack().popSection());
  }

  private static void obj(PickleMachine machine) {
    List<Object> section = machine.stack().popSection();
    if (section.isEmpty()) {
      throw new IllegalArgumentException("an object has no class");
    }
    call(machine, section.get(0), section.subList(1, section.size()));
  }

  private static void newWithKeywords(PickleMachine machine) {
    machine.stack().pop();
    machine.stack().pop();
    if (!(machine.stack().pop() instanceof Opaque type)) {
      throw notAllowed();
    }
    machine.pushMade(new Opaque(type.className()));
  }

  private static void addItems(PickleMachine machine) {
    machine.stack().popSection();
    if (!(machine.stack().top() instanceof Opaque)) {
      throw new IllegalArgumentException("what items are added to is not a set");
    }
  }

  private static void call(PickleMachine machine) {
    Object arguments = machine.stack().pop();
    call(machine, machine.stack().pop(), arguments);
  }

  private static void call(PickleMachine machine, Object callee, Object arguments) {
    if (callee instanceof Opaque function) {
      machine.pushMade(new Opaque(function.className()));
      return;
    }
    if (!(callee instanceof Constructor constructor)) {
      throw new IllegalArgumentException("what is called is not a constructor");
    }
    if (!(arguments instanceof List<?> list)) {
      throw new IllegalArgumentException("the arguments of a call are not a tuple");
    }
    machine.pushMade(madeOrOpaque(() -> constructor.construct(list), list));
  }

  /** What is made of something opaque, and cannot be made without it, is opaque too. */
  private static Object madeOrOpaque(Supplier<Object> making, Object parts) {
    try {
      return making.get();
    } catch (IllegalArgumentException e) {
      if (parts instanceof List<?> list && list.size() <= MOST_ARGUMENTS) {
        for (Object part : list) {
          if (part instanceof Opaque opaque) {
            return new Opaque(opaque.className());
          }
        }
      }
      throw e;
    }
  }

  private static void build(PickleMachine machine) {
    Object state = machine.stack().pop();
    Object target = machine.stack().top();
    if (target instanceof Buildable buildable) {
      Object built = madeOrOpaque(() -> buildable.build(state), state);
      machine.stack().pop();
      machine.pushMade(built);
      machine.memo().replace(buildable, built);
    } else if (!(target instanceof Opaque)
        && (!(target instanceof Map<?, ?>) || !(state instanceof Map<?, ?>))) {
      throw new IllegalArgumentException("an object that takes no state is given one");
    }
    // The state of an OrderedDict is its attributes, such as PyTorch's _metadata: not needed here.
  }
}
