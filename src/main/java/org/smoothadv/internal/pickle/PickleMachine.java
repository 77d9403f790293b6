package org.smoothadv.internal.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What opcodes work on: a stack, cut into sections by marks, on which containers are put together,
 * and the memo, values that were put aside by number to be mentioned again. None of them grows
 * beyond proportion to the pickle.
 */
final class PickleMachine {
  private static final int NEWEST_PROTOCOL = 5;

  /** Far above any real pickle; a full stack of this size fits in a small heap. */
  private static final int MAX_ITEMS = 10_000_000;

  /** Far above any real file: a checkpoint of ResNet-50 has about two thousand. */
  private static final int MAX_CONTAINERS = 1_000_000;

  /** Each mention of a key is decoded anew. */
  private static final int MAX_KEY_BYTES = 1000;

  final GlobalTable globals;

  /** What ids of data outside of the pickle stand for. */
  final UnaryOperator<Object> persistentIds;

  private final ArrayList<Object> items = new ArrayList<>();
  private int[] marks = new int[16];
  private int markCount;
  private int containers;

  private Object[] memo = new Object[64];
  private boolean[] memoized = new boolean[64];
  private int memoCount;
  private long opcodes;
  private final IdentityHashMap<Object, Object> built = new IdentityHashMap<>();

  PickleMachine(GlobalTable globals, UnaryOperator<Object> persistentIds) {
    this.globals = globals;
    this.persistentIds = persistentIds;
  }

  /** Takes note that the pickle goes on by an opcode. */
  void oneMoreOpcode() {
    opcodes++;
  }

  void requireProtocol(int protocol) {
    if (protocol > NEWEST_PROTOCOL) {
      throw new IllegalArgumentException(
          "protocol %d; 0 to %d are read".formatted(protocol, NEWEST_PROTOCOL));
    }
  }

  void push(Object item) {
    if (items.size() == MAX_ITEMS) {
      throw new IllegalArgumentException("more than %,d values on the stack".formatted(MAX_ITEMS));
    }
    items.add(item);
  }

  /** Pushes a container or an object, of which a pickle may make only so many. */
  void pushMade(Object made) {
    if (containers++ == MAX_CONTAINERS) {
      throw new IllegalArgumentException(
          "more than %,d containers and objects: damaged or malicious".formatted(MAX_CONTAINERS));
    }
    push(made);
  }

  /** Pushes a list that cannot grow: that is how a tuple is told from a list. */
  void pushTuple(List<Object> elements) {
    pushMade(Collections.unmodifiableList(elements));
  }

  void pushDictionary(List<Object> keysAndValues) {
    pushMade(new LinkedHashMap<>());
    setItems(keysAndValues);
  }

  /** Removes the last item of the last section. */
  Object pop() {
    requireItem();
    return items.remove(items.size() - 1);
  }

  /** Removes so many items of the last section. */
  List<Object> pop(int count) {
    Object[] popped = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      popped[i] = pop();
    }
    return Arrays.asList(popped);
  }

  /** Returns the last item of the last section. */
  Object top() {
    requireItem();
    return items.get(items.size() - 1);
  }

  private void requireItem() {
    if (items.size() == (markCount == 0 ? 0 : marks[markCount - 1])) {
      throw new IllegalArgumentException("there is no value on the stack");
    }
  }

  /** Opens a section. */
  void mark() {
    if (markCount == MAX_ITEMS) {
      throw new IllegalArgumentException("more than %,d marks".formatted(MAX_ITEMS));
    }
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, 2 * markCount);
    }
    marks[markCount++] = items.size();
  }

  /** Removes the last section with its mark and returns its items. */
  List<Object> popSection() {
    if (markCount == 0) {
      throw new IllegalArgumentException("there is no mark on the stack");
    }
    List<Object> section = items.subList(marks[--markCount], items.size());
    List<Object> copy = new ArrayList<>(section);
    section.clear();
    return copy;
  }

  void popItemOrMark() {
    if (markCount > 0 && marks[markCount - 1] == items.size()) {
      popSection();
    } else {
      pop();
    }
  }

  void append(List<Object> elements) {
    if (top() instanceof Opaque) {
      return;
    }
    if (!(top() instanceof ArrayList<?>)) {
      throw new IllegalArgumentException("what is appended to is not a list");
    }
    @SuppressWarnings("unchecked")
    ArrayList<Object> list = (ArrayList<Object>) top();
    list.addAll(elements);
  }

  void setItems(List<Object> keysAndValues) {
    if (top() instanceof Opaque) {
      return;
    }
    if (!(top() instanceof LinkedHashMap<?, ?>)) {
      throw new IllegalArgumentException("what an item is set in is not a dictionary");
    }
    if (keysAndValues.size() % 2 != 0) {
      throw new IllegalArgumentException("a key of the dictionary has no value");
    }
    @SuppressWarnings("unchecked")
    LinkedHashMap<Object, Object> dictionary = (LinkedHashMap<Object, Object>) top();
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
    if (value instanceof ByteBuffer bytes && bytes.remaining() <= MAX_KEY_BYTES) {
      return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }
    if (value instanceof ArrayList<?> || value instanceof Map<?, ?>) {
      throw new IllegalArgumentException("a dictionary has a list or a dictionary as a key");
    }
    // Not the value itself, whose hash could take for ever: a tuple may hold one tuple many times.
    return value instanceof Opaque ? value : new Opaque("builtins.tuple");
  }

  /** Puts the last item aside under the next number. */
  void memoize() {
    memoize(memoCount);
  }

  /**
   * Puts the last item aside. No pickler numbers faster than it writes opcodes, so no higher number
   * is accepted, and the memo stays in proportion.
   */
  void memoize(long number) {
    Object value = top();
    if (number < 0 || number > opcodes || number > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("memo number " + number + " is out of range");
    }
    int index = (int) number;
    if (index >= memo.length) {
      int length = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(index + 1L, index * 3L / 2));
      memo = Arrays.copyOf(memo, length);
      memoized = Arrays.copyOf(memoized, length);
    }
    if (!memoized[index]) {
      memoCount++;
    }
    memoized[index] = true;
    memo[index] = value;
  }

  /** Pushes a value that was put aside. */
  void recall(long number) {
    if (number < 0 || number >= memo.length || !memoized[(int) number]) {
      throw new IllegalArgumentException("memo number " + number + " was never set");
    }
    Object value = memo[(int) number];
    push(value instanceof GlobalTable.Buildable ? built.getOrDefault(value, value) : value);
  }

  /** Puts in the last item's place, here and in the memo, what it is with its state. */
  void replaceTop(GlobalTable.Buildable before, Object after) {
    pop();
    pushMade(after);
    built.put(before, after);
  }
}
