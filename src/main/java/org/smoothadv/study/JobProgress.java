package org.smoothadv.study;

import java.time.Duration;

/**
 * How far a job is, by what is on the disk.
 *
 * @param done epochs or images
 * @param total of them
 * @param unit what is counted, in the plural
 * @param time that those which are done took, without what was lost on the way
 */
public record JobProgress(int done, int total, String unit, Duration time) {
  /** Whether nothing is left to do. */
  public boolean finished() {
    return done >= total;
  }
}
