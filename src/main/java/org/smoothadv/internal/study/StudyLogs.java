package org.smoothadv.internal.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.internal.command.job.CertificationJob;
import org.smoothadv.internal.command.job.Evaluation;
import org.smoothadv.internal.command.job.PredictionJob;
import org.smoothadv.internal.command.option.OptionParser;

/** Reads what a study does with its models: the sections {@code [certify]} and {@code [attack]}. */
final class StudyLogs {
  private static final int MOST_LOGS = 100_000;
  private static final Set<String> OWN = Set.of("models");

  /** What the name of a log tells in any case. */
  private static final Set<String> NAMED =
      Set.of(
          "sigma",
          "attack",
          "epsilon",
          "steps",
          "noise-samples",
          "attack-target",
          "gradient",
          "inverse-temperature");

  private final StudyFile file;
  private final StudyData data;
  private final Map<String, List<LogOfStudy>> byModel = new LinkedHashMap<>();
  private final Map<Path, Section> writers = new HashMap<>();

  StudyLogs(StudyFile file, StudyData data) {
    this.file = file;
    this.data = data;
  }

  /**
   * Describes the logs of each model, in the order of the file.
   *
   * @return the logs by the model's name
   * @throws org.smoothadv.input.InvalidInputException naming the line of what is wrong
   */
  Map<String, List<LogOfStudy>> read(List<StudyModel> models) {
    models.forEach(model -> byModel.put(model.name(), new ArrayList<>()));
    for (Section section : file.sections()) {
      if (section.kind() == SectionKind.CERTIFY || section.kind() == SectionKind.ATTACK) {
        SectionOptions options = new SectionOptions(file, section, Map.of());
        options.requireKnown(evaluation(section.kind()), OWN);
        read(options, chosen(options, models));
      }
    }
    return byModel;
  }

  private static Evaluation evaluation(SectionKind kind) {
    return kind == SectionKind.CERTIFY ? new CertificationJob() : new PredictionJob();
  }

  private List<StudyModel> chosen(SectionOptions options, List<StudyModel> models) {
    List<NamePattern> patterns = options.values("models").stream().map(NamePattern::new).toList();
    for (NamePattern pattern : patterns) {
      if (models.stream().noneMatch(model -> pattern.matches(model.name()))) {
        throw options.wrong(
            "models",
            "no model is named like '%s'; the first model is %s"
                .formatted(pattern, models.get(0).name()));
      }
    }
    return models.stream()
        .filter(
            model ->
                patterns.isEmpty()
                    || patterns.stream().anyMatch(pattern -> pattern.matches(model.name())))
        .toList();
  }

  private void read(SectionOptions section, List<StudyModel> models) {
    Combinations combinations = new Combinations(section.settingsWithout(OWN));
    if (writers.size() + (long) models.size() * combinations.size(MOST_LOGS) > MOST_LOGS) {
      throw file.wrong(
          section.section().line(),
          "with %s there are more than %d logs: split the study, or shorten its lists"
              .formatted(section.section().header(), MOST_LOGS));
    }
    for (StudyModel model : models) {
      for (Map<String, String> combination : combinations.all()) {
        byModel.get(model.name()).add(log(section, model, combination));
      }
    }
  }

  private LogOfStudy log(
      SectionOptions section, StudyModel model, Map<String, String> combination) {
    SectionKind kind = section.section().kind();
    List<String> words = new ArrayList<>(SectionOptions.words(combination));
    words.addAll(List.of("--run", model.folder().toString()));
    String folder = model.configuration().data().data();
    if (!combination.containsKey("data") && !folder.isEmpty()) {
      words.addAll(List.of("--data", folder));
    }
    String distinction = section.distinction(combination, NAMED);
    if (!distinction.isEmpty()) {
      Path usual = section.placed(() -> parsed(kind, words).task(model.trainedFor()).file());
      String name = usual.getFileName().toString().replaceFirst("(?=\\.tsv$)", distinction);
      words.addAll(List.of("--log", usual.resolveSibling(name).toString()));
    }
    words.add("--resume");
    Evaluation evaluation = section.placed(() -> parsed(kind, words));
    requireOneWriter(section, section.placed(() -> evaluation.task(model.trainedFor()).file()));
    List<String> command = new ArrayList<>(words);
    command.add(0, kind == SectionKind.CERTIFY ? "certify" : "predict");
    return new LogOfStudy(model, section, evaluation, command, data);
  }

  private static Evaluation parsed(SectionKind kind, List<String> words) {
    Evaluation evaluation = evaluation(kind);
    new OptionParser(evaluation).parse(words);
    return evaluation;
  }

  private void requireOneWriter(SectionOptions section, Path log) {
    Section other = writers.put(log, section.section());
    if (other != null) {
      throw file.wrong(
          section.section().line(),
          "%s writes %s, as %s does: put what differs on one line, in one section"
              .formatted(section.section().header(), log, other.header()));
    }
  }
}
