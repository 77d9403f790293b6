package org.smoothadv.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The stack of a pickle machine, cut into sections by marks. */
final class PickleStack {
  /** Far above any real pickle; a full stack of this size fits in a small heap. */
  private static final int MOST_ITEMS = 10_000_000;

  private final ArrayList<Object> items = new ArrayList<>();
  private int[] marks = new int[16];
  private int markCount;

  void push(Object item) {
    if (items.size() == MOST_ITEMS) {
      throw new IllegalArgumentException("more than %,d values on the stack".formatted(MOST_ITEMS));
    }
    items.add(item);
  }

  /** Removes the last item of the last section. */
  Object pop() {
    requireItem();
    return items.remove(items.size() - 1);
  }

  /** Returns the last item of the last section. */
  Object top() {
    requireItem();
    return items.get(items.size() - 1);
  }

  /** Opens a section. */
  void mark() {
    if (markCount == MOST_ITEMS) {
      throw new IllegalArgumentException("more than %,d marks".formatted(MOST_ITEMS));
    }
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, 2 * markCount);
    }
    marks[markCount++] = items.size();
  }

  /** Whether the last section has no items but was opened by a mark. */
  boolean endsWithMark() {
    return markCount > 0 && marks[markCount - 1] == items.size();
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

  private void requireItem() {
    if (items.size() == (markCount == 0 ? 0 : marks[markCount - 1])) {
      throw new IllegalArgumentException("there is no value on the stack");
    }
  }
}
