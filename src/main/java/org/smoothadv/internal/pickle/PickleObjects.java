package org.smoothadv.internal.pickle;

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
final class PickleObjects {
  private static final int MAX_NAME_BYTES = 1000;

  /** Far more than any constructor takes. */
  private static final int MAX_ARGUMENTS = 64;

  /** For opcodes that refer to other programs' tables and buffers. */
  static final Opcode.Action REFUSED =
      (machine, input) -> {
        throw notAllowed();
      };

  private PickleObjects() {}

  private static IllegalArgumentException notAllowed() {
    return new IllegalArgumentException(
        "such an object is not allowed: only numbers, texts, containers, arrays and tensors are read");
  }

  static void global(PickleMachine machine, PickleInput input) throws IOException {
    String module = name(input);
    machine.push(machine.globals.get(module, name(input)));
  }

  private static String name(PickleInput input) throws IOException {
    ByteBuffer line = input.line();
    requireShort(line.remaining());
    return StandardCharsets.UTF_8.decode(line).toString();
  }

  private static void requireShort(int length) {
    if (length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException("a name of %,d bytes".formatted(length));
    }
  }

  static void stackGlobal(PickleMachine machine, PickleInput input) {
    Object name = machine.pop();
    if (machine.pop() instanceof String module && name instanceof String text) {
      requireShort(module.length());
      requireShort(text.length());
      machine.push(machine.globals.get(module, text));
    } else {
      throw new IllegalArgumentException("a name is not a text");
    }
  }

  static void inst(PickleMachine machine, PickleInput input) throws IOException {
    String module = name(input);
    Object callee = machine.globals.get(module, name(input));
    call(machine, callee, machine.popSection());
  }

  static void obj(PickleMachine machine, PickleInput input) {
    List<Object> section = machine.popSection();
    if (section.isEmpty()) {
      throw new IllegalArgumentException("an object has no class");
    }
    call(machine, section.get(0), section.subList(1, section.size()));
  }

  static void newWithKeywords(PickleMachine machine, PickleInput input) {
    machine.pop();
    machine.pop();
    if (!(machine.pop() instanceof Opaque type)) {
      throw notAllowed();
    }
    machine.pushMade(new Opaque(type.className()));
  }

  static void persistent(PickleMachine machine, PickleInput input) {
    machine.pushMade(machine.persistentIds.apply(machine.pop()));
  }

  static void emptySet(PickleMachine machine, PickleInput input) {
    machine.pushMade(machine.globals.get("builtins", "set"));
  }

  static void frozenSet(PickleMachine machine, PickleInput input) {
    machine.popSection();
    machine.pushMade(machine.globals.get("builtins", "frozenset"));
  }

  static void addItems(PickleMachine machine, PickleInput input) {
    machine.popSection();
    if (!(machine.top() instanceof Opaque)) {
      throw new IllegalArgumentException("what items are added to is not a set");
    }
  }

  static void call(PickleMachine machine, PickleInput input) {
    Object arguments = machine.pop();
    call(machine, machine.pop(), arguments);
  }

  private static void call(PickleMachine machine, Object callee, Object arguments) {
    if (callee instanceof Opaque function) {
      machine.pushMade(new Opaque(function.className()));
      return;
    }
    if (!(callee instanceof GlobalTable.Constructor constructor)) {
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
      if (parts instanceof List<?> list && list.size() <= MAX_ARGUMENTS) {
        for (Object part : list) {
          if (part instanceof Opaque opaque) {
            return new Opaque(opaque.className());
          }
        }
      }
      throw e;
    }
  }

  static void build(PickleMachine machine, PickleInput input) {
    Object state = machine.pop();
    Object target = machine.top();
    if (target instanceof GlobalTable.Buildable buildable) {
      Object built = madeOrOpaque(() -> buildable.build(state), state);
      machine.replaceTop(buildable, built);
    } else if (!(target instanceof Opaque)
        && (!(target instanceof Map<?, ?>) || !(state instanceof Map<?, ?>))) {
      throw new IllegalArgumentException("an object that takes no state is given one");
    }
    // The state of an OrderedDict is its attributes, such as PyTorch's _metadata: not needed here.
  }
}
