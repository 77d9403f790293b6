package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.files.LockFile;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.results.report.Report;
import org.smoothadv.internal.results.source.LogFinder.LogFile;

/**
 * Writes what can be seen of a study: a table of its jobs, its tables and figures, of the logs that
 * are finished, and a report. All of it follows from what the jobs left on the disk.
 */
final class StudyWriter {
  static final String REPORT = "report.html";
  static final String TABLE = "study.tsv";
  private static final String LOCK = ".study.lock";

  /** A page holds about 200 KB for each model: more models make one that no browser likes. */
  private static final int MOST_REPORTED = 100;

  /** While the study runs, writing takes no more than one part in so many of the time. */
  private static final int PARTS = 20;

  private final Path folder;
  private final StudyState state;
  private final List<StudyOutput> outputs;
  private long earliest = System.nanoTime();

  StudyWriter(Path folder, StudyState state, List<StudyOutput> outputs) {
    this.folder = folder;
    this.state = state;
    this.outputs = List.copyOf(outputs);
  }

  /**
   * Writes the table of jobs, unless another process writes at this moment.
   *
   * @throws InvalidInputException if the folder cannot be written
   */
  void writeTable() throws IOException {
    try (LockFile lock = firstLock().orElse(null)) {
      if (lock != null) {
        replaceTable();
      }
    }
  }

  private Optional<LockFile> firstLock() throws IOException {
    try {
      return LockFile.tryTake(folder.resolve(LOCK));
    } catch (FileSystemException e) {
      throw unwritable(e);
    }
  }

  private LockFile lastLock() throws IOException {
    try {
      return LockFile.take(folder.resolve(LOCK));
    } catch (FileSystemException e) {
      throw unwritable(e);
    }
  }

  private InvalidInputException unwritable(FileSystemException failure) {
    return new InvalidSettingException(
            "run",
            "{run} %s cannot be written (%s): copy it to another folder",
            folder,
            IoFailure.describe(failure))
        .because(failure);
  }

  /**
   * Writes what there is so far, unless that was done a moment ago or another process does it. What
   * cannot be made yet is passed over.
   */
  void writeSoFar() throws IOException {
    if (System.nanoTime() - earliest < 0) {
      return;
    }
    try (LockFile lock = LockFile.tryTake(folder.resolve(LOCK)).orElse(null)) {
      if (lock != null) {
        long start = System.nanoTime();
        write(new ArrayList<>(), new ArrayList<>());
        long end = System.nanoTime();
        earliest = end + PARTS * (end - start);
      }
    }
  }

  /**
   * Writes everything.
   *
   * @param notices receives what the user should know, such as which output waits for further logs
   * @return what could not be made though all its logs are there, in the user's words
   * @throws InvalidInputException if the folder cannot be written
   */
  List<String> writeAll(List<String> notices) throws IOException {
    List<String> problems = new ArrayList<>();
    try (LockFile lock = lastLock()) {
      state.refresh();
      write(notices, problems);
    }
    return problems;
  }

  private void write(List<String> notices, List<String> problems) throws IOException {
    replaceTable();
    Map<Boolean, List<LogFile>> logs = logsByFinished();
    for (StudyOutput output : outputs) {
      try {
        for (String notice : output.write(logs.get(true))) {
          notices.add(output.name() + ": " + notice);
        }
      } catch (InvalidInputException e) {
        if (!output.shown(logs.get(false)).isEmpty()) {
          notices.add(
              output.name()
                  + " waits for logs that are not finished: "
                  + e.message(OptionParser::option));
        } else {
          problems.add(output.name() + ": " + e.message(OptionParser::option));
        }
      }
    }
    writeReport(notices, problems);
  }

  /** Whether there is a report of all models. */
  boolean reports() {
    return state.models().size() <= MOST_REPORTED;
  }

  private void writeReport(List<String> notices, List<String> problems) throws IOException {
    if (!reports()) {
      return;
    }
    try {
      Report report = Report.of(folder);
      OutputFile.write(folder.resolve(REPORT), report.html().getBytes(StandardCharsets.UTF_8));
      report.leftOut().forEach(notice -> notices.add("the report: " + notice));
    } catch (InvalidInputException e) {
      problems.add("the report: " + e.getMessage());
    }
  }

  private void replaceTable() throws IOException {
    OutputFile.write(folder.resolve(TABLE), state.table().getBytes(StandardCharsets.UTF_8));
  }

  /** The study's logs, by whether they are finished. */
  private Map<Boolean, List<LogFile>> logsByFinished() {
    return state.models().stream()
        .flatMap(model -> model.jobs().stream())
        .filter(LogOfStudy.class::isInstance)
        .collect(
            Collectors.partitioningBy(
                state::isFinished,
                Collectors.mapping(job -> ((LogOfStudy) job).log(), Collectors.toList())));
  }
}
