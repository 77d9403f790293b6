package org.smoothadv.internal.study;

import java.nio.file.Path;
import java.util.List;

/**
 * A model of a study and all that is done with it.
 *
 * @param name as in {@code GRID/MODEL}
 * @param folder where it is written
 * @param jobs in the order in which they are done
 */
record Model(String name, Path folder, List<Job> jobs) {
  /** Keeps an unmodifiable copy. */
  Model {
    jobs = List.copyOf(jobs);
  }
}
