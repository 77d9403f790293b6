package org.smoothadv.results.summary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothadv.results.source.FoundLogs;
import org.smoothadv.results.source.LogDescriber;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.LogFile;
import org.smoothadv.results.source.Reach;

/**
 * The logs that a table or a figure is made from, summarised.
 *
 * @param certified certification logs with at least one image, in the order they were found
 * @param attacked prediction logs with at least one image, in the order they were found
 * @param notices what the user should know: files and logs that were set aside
 * @param flaws what is amiss with logs, as readers of a table or a figure should know too
 */
public record LogCollection(
    List<CertifiedLog> certified,
    List<AttackedLog> attacked,
    List<String> notices,
    List<String> flaws) {
  /** Keeps unmodifiable copies. */
  public LogCollection {
    certified = List.copyOf(certified);
    attacked = List.copyOf(attacked);
    notices = List.copyOf(notices);
    flaws = List.copyOf(flaws);
  }

  /**
   * Reads and summarises logs, several at a time.
   *
   * @throws org.smoothadv.input.InvalidInputException if one is corrupt
   * @throws IOException if one cannot be read
   */
  public static LogCollection load(FoundLogs found) throws IOException {
    return load(found, Reach.everywhere());
  }

  /**
   * The same with descriptions only where these may be read.
   *
   * @throws org.smoothadv.input.InvalidInputException if a log is corrupt
   * @throws IOException if one cannot be read
   */
  public static LogCollection load(FoundLogs found, Reach reach) throws IOException {
    List<LogFile> files = found.logs();
    LogDescriber describer = new LogDescriber(reach);
    List<LogDescription> descriptions = new ArrayList<>();
    for (LogFile file : files) {
      descriptions.add(describer.describe(file.file()));
    }
    try {
      return of(
          found,
          LogParts.of(files, descriptions).parallelStream().map(LogCollection::read).toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** These logs without those of predictions, and nothing to note. */
  public LogCollection certifiedOnly() {
    return new LogCollection(certified, List.of(), List.of(), List.of());
  }

  /** These logs without those of certifications, and nothing to note. */
  public LogCollection attackedOnly() {
    return new LogCollection(List.of(), attacked, List.of(), List.of());
  }

  private static LoadedLog read(LogParts parts) {
    try {
      return LoadedLog.read(parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LogCollection of(FoundLogs found, List<LoadedLog> logs) {
    List<String> notices = new ArrayList<>(found.notices());
    List<String> flaws = new ArrayList<>();
    for (LoadedLog.Flaw flaw : LoadedLog.Flaw.values()) {
      notice(logs, flaw).ifPresent((flaw.setsAside() ? notices : flaws)::add);
    }
    return new LogCollection(
        logs.stream().map(LoadedLog::certified).flatMap(Optional::stream).toList(),
        logs.stream().map(LoadedLog::attacked).flatMap(Optional::stream).toList(),
        notices,
        flaws);
  }

  private static Optional<String> notice(List<LoadedLog> logs, LoadedLog.Flaw flaw) {
    List<String> names =
        logs.stream().filter(log -> log.flaws().contains(flaw)).map(LoadedLog::name).toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String others = names.size() == 1 ? "" : " (as " + (names.size() - 1) + " other logs)";
    return Optional.of(names.get(0) + others + " has " + flaw);
  }
}
