package org.smoothadv.results.summary;

import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.LogFile;

/** A log that was read, of either kind. */
public interface DescribedLog {
  /** Where it was found. */
  LogFile source();

  /** What is known about it. */
  LogDescription description();

  /** The images it is about. */
  ImageSet images();

  /** What tables call it. */
  default String name() {
    return source().name();
  }
}
