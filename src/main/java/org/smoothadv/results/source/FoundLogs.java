package org.smoothadv.results.source;

import java.util.List;
import java.util.Optional;

/**
 * The logs that were found.
 *
 * @param logs in the order in which tables show them; each once
 * @param unreadable files and folders that could not be looked into, with the reasons
 */
public record FoundLogs(List<LogFile> logs, List<String> unreadable) {
  /** Keeps unmodifiable copies. */
  public FoundLogs {
    logs = List.copyOf(logs);
    unreadable = List.copyOf(unreadable);
  }

  /** What the user should know: that there may be more logs. */
  public Optional<String> notice() {
    if (unreadable.isEmpty()) {
      return Optional.empty();
    }
    int others = unreadable.size() - 1;
    return Optional.of(
        unreadable.get(0)
            + (others == 0 ? "; it is passed over" : "; it and %d more are passed over")
                .formatted(others));
  }
}
