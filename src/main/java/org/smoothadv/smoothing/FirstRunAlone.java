package org.smoothadv.smoothing;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets the first of several threads run a session alone. In its first run a session optimises its
 * graph, which takes several times the memory of the weights; every thread that comes before the
 * first is done would do so once more.
 */
final class FirstRunAlone {
  private final ReentrantLock first = new ReentrantLock();
  private volatile boolean done;

  /** Runs; before a run has succeeded, no other runs beside it. */
  <R> R run(Supplier<R> work) {
    if (!done) {
      first.lock();
      try {
        if (!done) {
          R result = work.get();
          done = true;
          return result;
        }
      } finally {
        first.unlock();
      }
    }
    return work.get();
  }
}
