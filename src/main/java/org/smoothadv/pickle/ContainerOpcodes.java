package org.smoothadv.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists, tuples, dictionaries, and the stack that they are put together on. */
final class ContainerOpcodes {
  /** Each mention of a key is decoded anew. */
  private static final int LONGEST_BYTES = 1000;

  private ContainerOpcodes() {}

  static void addTo(Map<Integer, Opcode> all) {
    all.put((int) '(', new Opcode("MARK", m -> m.stack().mark()));
    all.put((int) '0', new Opcode("POP", m -> pop(m.stack())));
    all.put((int) '1', new Opcode("POP_MARK", m -> m.stack().popSection()));
    all.put((int) '2', new Opcode("DUP", m -> m.stack().push(m.stack().top())));
    all.put((int) ']', new Opcode("EMPTY_LIST", m -> m.pushMade(new ArrayList<>())));
    all.put((int) 'l', new Opcode("LIST", m -> m.pushMade(m.stack().popSection())));
    all.put(
        (int) 'a', new Opcode("APPEND", m -> append(m.stack(), Arrays.asList(m.stack().pop()))));
    all.put((int) 'e', new Opcode("APPENDS", m -> append(m.stack(), m.stack().popSection())));
    all.put((int) ')', new Opcode("EMPTY_TUPLE", m -> m.stack().push(List.of())));
    all.put((int) 't', new Opcode("TUPLE", m -> m.pushMade(tuple(m.stack().popSection()))));
    all.put(0x85, new Opcode("TUPLE1", m -> m.pushMade(tuple(last(m.stack(), 1)))));
    all.put(0x86, new Opcode("TUPLE2", m -> m.pushMade(tuple(last(m.stack(), 2)))));
    all.put(0x87, new Opcode("TUPLE3", m -> m.pushMade(tuple(last(m.stack(), 3)))));
    all.put((int) '}', new Opcode("EMPTY_DICT", m -> m.pushMade(new LinkedHashMap<>())));
    all.put(
        (int) 'd',
        new Opcode(
            "DICT",
            m -> {
              List<Object> items = m.stack().popSection();
              m.pushMade(new LinkedHashMap<>());
              setItems(m.stack(), items);
            }));
    all.put((int) 's', new Opcode("SETITEM", m -> setItems(m.stack(), last(m.stack(), 2))));
    all.put((int) 'u', new Opcode("SETITEMS", m -> setItems(m.stack(), m.stack().popSection())));
  }

  private static void pop(PickleStack stack) {
    if (stack.endsWithMark()) {
      stack.popSection();
    } else {
      stack.pop();
    }
  }

  private static List<Object> last(PickleStack stack, int count) {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = stack.pop();
    }
    return Arrays.asList(items);
  }

  /** A list that cannot grow: that is how a tuple is told from a list. */
  private static List<Object> tuple(List<Object> items) {
    return Collections.unmodifiableList(items);
  }

  private static void append(PickleStack stack, List<Object> items) {
    if (stack.top() instanceof Opaque) {
      return;
    }
    if (!(stack.top() instanceof ArrayList<?>)) {
      throw new IllegalArgumentException("what is appended to is not a list");
    }
    @SuppressWarnings("unchecked")
    ArrayList<Object> list = (ArrayList<Object>) stack.top();
    list.addAll(items);
  }

  private static void setItems(PickleStack stack, List<Object> keysAndValues) {
    if (stack.top() instanceof Opaque) {
      return;
    }
    if (!(stack.top() instanceof LinkedHashMap<?, ?>)) {
      throw new IllegalArgumentException("what an item is set in is not a dictionary");
    }
    if (keysAndValues.size() % 2 != 0) {
      throw new IllegalArgumentException("a key of the dictionary has no value");
    }
    @SuppressWarnings("unchecked")
    LinkedHashMap<Object, Object> dictionary = (LinkedHashMap<Object, Object>) stack.top();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      dictionary.put(key(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  /** What a value is as a key. Lists and dictionaries are none in Python either. */
  static Object key(Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof Double
        || value instanceof Boolean) {
      return value;
    }
    if (value instanceof ByteBuffer bytes && bytes.remaining() <= LONGEST_BYTES) {
      return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }
    if (value instanceof ArrayList<?> || value instanceof Map<?, ?>) {
      throw new IllegalArgumentException("a dictionary has a list or a dictionary as a key");
    }
    // Not the value itself, whose hash could take for ever: a tuple may hold one tuple many times.
    return value instanceof Opaque ? value : new Opaque("builtins.tuple");
  }
}
