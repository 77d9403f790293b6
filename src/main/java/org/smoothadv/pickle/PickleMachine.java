package org.smoothadv.pickle;

/**
 * What the opcodes work on.
 *
 * @param input where the pickle comes from
 * @param stack the values in the making
 * @param memo the values put aside
 * @param globals the names that may be referred to
 * @param persistentIds what ids of outside data stand for
 * @param containers how many more may be made
 */
record PickleMachine(
    PickleInput input,
    PickleStack stack,
    Memo memo,
    GlobalTable globals,
    PersistentIds persistentIds,
    Countdown containers) {
  /** Far above any real file: a checkpoint of ResNet-50 has about two thousand. */
  private static final int MOST_CONTAINERS = 1_000_000;

  /** A number of things that may be made. */
  static final class Countdown {
    private int left = MOST_CONTAINERS;

    private void one() {
      if (left-- == 0) {
        throw new IllegalArgumentException(
            "more than %,d containers and objects: damaged or malicious"
                .formatted(MOST_CONTAINERS));
      }
    }
  }

  PickleMachine(PickleInput input, GlobalTable globals, PersistentIds persistentIds) {
    this(input, new PickleStack(), new Memo(), globals, persistentIds, new Countdown());
  }

  /** Pushes a container or an object, of which a pickle may make only so many. */
  void pushMade(Object made) {
    containers.one();
    stack.push(made);
  }
}
