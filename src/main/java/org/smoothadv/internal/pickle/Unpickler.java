package org.smoothadv.internal.pickle;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.smoothadv.input.InvalidInputException;

/**
 * Reads a pickle of protocol 0 to 5, as Python 2 and 3 write them.
 *
 * <p>Values come as: {@code null}, {@link Boolean}; {@link Long}, or {@link java.math.BigInteger}
 * beyond its range; {@link Double}; {@link String}; bytes as read-only {@link java.nio.ByteBuffer};
 * lists and tuples as {@link java.util.List}; dictionaries of any kind as {@link java.util.Map} in
 * their order; and what the table of constructors builds. A {@code str} of Python 2, which may be
 * text or bytes, comes as a String of the characters 0 to 255, or as bytes where it is longer than
 * 64 KiB. Keys of dictionaries are scalars or texts, bytes become texts there, and anything else an
 * {@link Opaque}.
 *
 * <p>A list can contain itself, and one list can be at many places: go through a result by the keys
 * and types that are expected, never with {@code toString}, {@code equals} or {@code hashCode} of
 * the whole.
 */
public final class Unpickler {
  private static final int STOP = '.';

  private final GlobalTable globals;
  private final UnaryOperator<Object> persistentIds;

  /**
   * Creates a reader of pickles that hold everything themselves.
   *
   * @param globals the names that a pickle may refer to
   */
  public Unpickler(GlobalTable globals) {
    this(
        globals,
        id -> {
          throw new IllegalArgumentException(
              "data outside of the pickle is not expected in this file");
        });
  }

  /**
   * Creates a reader of pickles that refer to data outside of them.
   *
   * @param globals the names that a pickle may refer to
   * @param persistentIds finds the object of an id, or throws an {@link IllegalArgumentException}
   *     if the id is not as expected
   */
  public Unpickler(GlobalTable globals, UnaryOperator<Object> persistentIds) {
    this.globals = globals;
    this.persistentIds = persistentIds;
  }

  /**
   * Reads one pickle and leaves the input behind it.
   *
   * @throws InvalidInputException if it is no pickle, is damaged or cut short, or wants something
   *     that is not allowed; the message names the input, the byte offset and the opcode
   */
  public Object read(PickleInput input) throws IOException {
    PickleMachine machine = new PickleMachine(globals, persistentIds);
    long start = input.position();
    while (true) {
      long offset = input.position();
      String name = "opcode";
      try {
        int code = input.u1();
        if (code == STOP) {
          return machine.pop();
        }
        Opcode opcode = Opcode.of(code);
        name = opcode.name();
        machine.oneMoreOpcode();
        opcode.run(machine, input);
      } catch (IllegalArgumentException e) {
        String doubt = offset == start ? "; is it a pickle?" : "";
        throw new InvalidInputException(
            "%s: byte %,d (%s): %s%s".formatted(input.name(), offset, name, e.getMessage(), doubt),
            e);
      }
    }
  }

  /**
   * What a value is as a key of a dictionary: a scalar or text itself, bytes as a text, anything
   * else an {@link Opaque}.
   *
   * @throws IllegalArgumentException if it is a list or a dictionary, which are none in Python
   */
  public static Object key(Object value) {
    return PickleMachine.key(value);
  }
}
