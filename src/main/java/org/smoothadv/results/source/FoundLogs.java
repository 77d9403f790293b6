package org.smoothadv.results.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The logs that were found.
 *
 * @param logs in the order in which tables show them; each once
 * @param empty folders that were named and hold no log
 * @param unreadable files and folders that could not be looked into, with the reasons
 */
public record FoundLogs(List<LogFile> logs, List<String> empty, List<String> unreadable) {
  /** Keeps unmodifiable copies. */
  public FoundLogs {
    logs = List.copyOf(logs);
    empty = List.copyOf(empty);
    unreadable = List.copyOf(unreadable);
  }

  /** These logs, all that was looked for. */
  public FoundLogs(List<LogFile> logs) {
    this(logs, List.of(), List.of());
  }

  /** What the user should know: where there is no log, and where there may be more. */
  public List<String> notices() {
    List<String> notices = new ArrayList<>();
    empty.forEach(folder -> notices.add(folder + " holds no log"));
    notices.addAll(passedOver());
    return notices;
  }

  /** That some files or folders were not looked into; one notice, or none. */
  List<String> passedOver() {
    if (unreadable.isEmpty()) {
      return List.of();
    }
    int others = unreadable.size() - 1;
    return List.of(
        unreadable.get(0)
            + (others == 0 ? "; it is passed over" : "; it and %d more are passed over")
                .formatted(others));
  }
}
