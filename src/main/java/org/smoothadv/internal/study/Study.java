package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;

/**
 * A study as it is to be done: everything that its file says, checked.
 *
 * @param models with their jobs, in the order of the file
 * @param outputs tables and figures
 */
record Study(List<Model> models, List<StudyOutput> outputs) {
  /** Keeps unmodifiable copies. */
  Study {
    models = List.copyOf(models);
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads a study and checks the whole of it: every model's configuration, every log's options,
   * tables and figures; all data are opened once.
   *
   * @param folder of the study
   * @param data the dataset's folder, in the place of the file's
   * @throws InvalidInputException naming the line of what is wrong
   * @throws IOException if the file or data cannot be read
   */
  static Study read(Path file, Path folder, Optional<Path> data) throws IOException {
    requireFolder(folder);
    StudyFile described = StudyFile.read(file);
    StudyData opened = new StudyData();
    List<StudyModel> models = new StudyModels(described, folder, data).read();
    Map<String, List<LogOfStudy>> logs = new StudyLogs(described, opened).read(models);
    List<StudyOutput> outputs =
        new StudyOutputs(
                described,
                folder,
                logs.values().stream().flatMap(List::stream).map(LogOfStudy::log).toList())
            .read();
    for (StudyModel model : models) {
      opened.require(model);
    }
    return new Study(
        models.stream().map(model -> withJobs(model, logs.get(model.name()))).toList(), outputs);
  }

  private static void requireFolder(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new InvalidSettingException(
          "run",
          "{run} %s: %s is a file; name the folder of the study, or one that can be made",
          folder,
          existing);
    }
    if (Files.exists(folder.resolve("run.json"))) {
      throw new InvalidSettingException(
          "run", "{run} %s holds a single run: name another folder for the study", folder);
    }
  }

  private static Model withJobs(StudyModel model, List<LogOfStudy> logs) {
    List<Job> jobs = new ArrayList<>(List.of(new TrainingOfStudy(model)));
    jobs.addAll(logs);
    return new Model(model.name(), model.folder(), jobs);
  }
}
