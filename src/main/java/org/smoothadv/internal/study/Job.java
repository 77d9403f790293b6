package org.smoothadv.internal.study;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.smoothadv.internal.asking.Cluster;

/** A part of a study that is done at once: a training, or a log. */
interface Job {
  /** Its name within its model: {@code train}, or the name of the log that it writes. */
  String name();

  /** The command line that does the same. */
  List<String> command();

  /**
   * Looks at the disk.
   *
   * @throws org.smoothadv.input.InvalidInputException if what is there was made in another way, or
   *     is damaged
   */
  JobProgress progress() throws IOException;

  /**
   * Does what is left. What was finished when it is stopped, in whatever way, is kept.
   *
   * @param cluster that does it; where there is none, this process does
   */
  void run(Optional<Cluster> cluster) throws IOException;

  /**
   * How far a job is, by what is on the disk.
   *
   * @param done epochs or images
   * @param total of them
   * @param unit what is counted, in the plural
   * @param time that those which are done took, without what was lost on the way
   */
  record JobProgress(int done, int total, String unit, Duration time) {
    /** Whether nothing is left to do. */
    boolean finished() {
      return done >= total;
    }
  }
}
