package org.smoothadv.internal.results.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.results.source.Reach.FolderFiles;
import org.smoothadv.results.LogFormat;

/**
 * Finds the logs that a user names: files, and folders with everything below them. In a folder a
 * file is a log when its first line is a log's header; hidden files and folders are passed over. A
 * log is found once, however often it is reached.
 */
public final class LogFinder {
  /** Enough for a log's header with many further columns. */
  private static final int HEADER_BYTES = 4096;

  private final List<LogFile> found = new ArrayList<>();
  private final List<String> empty = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();

  private final Reach reach;

  private LogFinder(Reach reach) {
    this.reach = reach;
  }

  /**
   * Finds the logs, in the order of the arguments and, within a folder, in the natural order of
   * their paths.
   *
   * @throws InvalidInputException if there is no argument, one does not exist or is a file that is
   *     no log, or no log is found at all
   * @throws IOException if reading fails
   */
  public static FoundLogs find(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      throw new InvalidInputException("no logs are given: name log files, or folders of them");
    }
    LogFinder finder = new LogFinder(Reach.everywhere());
    for (String argument : arguments) {
      finder.add(argument);
    }
    FoundLogs found = finder.found();
    if (found.logs().isEmpty()) {
      throw new InvalidInputException(
          "no logs are found in "
              + String.join(", ", arguments)
              + ": a log's first line is '"
              + String.join("' or '", LogFormat.headers())
              + "' (tab-separated)"
              + String.join("", found.passedOver().stream().map(it -> "; " + it).toList()));
    }
    return found;
  }

  /**
   * Finds the logs in a folder and below it that may be read; there may be none.
   *
   * @throws IOException if reading fails
   */
  public static FoundLogs below(Path folder, Reach reach) throws IOException {
    LogFinder finder = new LogFinder(reach);
    finder.addFolder(folder, folder.toString());
    return finder.found();
  }

  private FoundLogs found() {
    return new FoundLogs(withDistinctNames(found), empty, unreadable);
  }

  private void add(String argument) throws IOException {
    Path path = Path.of(argument);
    if (Files.isDirectory(path)) {
      if (addFolder(path, argument) == 0) {
        empty.add(argument);
      }
    } else if (!Files.exists(path)) {
      throw new InvalidInputException(
          argument + " does not exist: give a log file, or a folder of them");
    } else {
      addLog(path, argument, argument, formatOfLog(path, argument));
    }
  }

  private static LogFormat<?> formatOfLog(Path file, String argument) throws IOException {
    try {
      return formatOf(file)
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      argument
                          + ", line 1: not the header of a log, which is '"
                          + String.join("' or '", LogFormat.headers())
                          + "' (tab-separated)"));
    } catch (AccessDeniedException e) {
      throw new InvalidInputException(argument + " cannot be read: access is denied", e);
    }
  }

  /** How many logs the folder holds, those that are known already among them. */
  private int addFolder(Path folder, String argument) throws IOException {
    int logs = 0;
    FolderFiles below = reach.filesBelow(folder);
    unreadable.addAll(below.unreadable());
    for (Path file : below.files()) {
      try {
        Optional<LogFormat<?>> format = formatOf(file);
        if (format.isPresent()) {
          addLog(file, folder.relativize(file).toString(), argument, format.get());
          logs++;
        }
      } catch (AccessDeniedException e) {
        unreadable.add(IoFailure.describe(e));
      }
    }
    return logs;
  }

  private void addLog(Path file, String name, String argument, LogFormat<?> format)
      throws IOException {
    if (seen.add(file.toRealPath())) {
      found.add(new LogFile(file, name, argument, format));
    }
  }

  private static Optional<LogFormat<?>> formatOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String start = TextFile.decode(in.readNBytes(HEADER_BYTES), StandardCharsets.ISO_8859_1);
      return LogFormat.ofHeader(start.lines().findFirst().orElse(""));
    }
  }

  /** Names that two folders share are told apart by putting the folder, as given, before them. */
  private static List<LogFile> withDistinctNames(List<LogFile> logs) {
    Map<String, Integer> uses = new HashMap<>();
    logs.forEach(log -> uses.merge(log.name(), 1, Integer::sum));
    return logs.stream()
        .map(
            log ->
                uses.get(log.name()) == 1 || log.name().equals(log.argument())
                    ? log
                    : new LogFile(log.file(), log.file().toString(), log.argument(), log.format()))
        .toList();
  }

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

  /**
   * A log that was found.
   *
   * @param file where it lies
   * @param name what it is called in tables: the path as the user gave it, or relative to the
   *     folder that the user gave
   * @param argument the file or folder, as the user gave it, that led to it
   * @param format its kind, by its header
   */
  public record LogFile(Path file, String name, String argument, LogFormat<?> format) {}
}
