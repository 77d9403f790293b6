package org.smoothadv.internal.study;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.option.FigureOptions;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.command.option.TableOptions;
import org.smoothadv.internal.results.figure.CurveSet;
import org.smoothadv.internal.results.figure.Figure;
import org.smoothadv.internal.results.figure.FigureFormat;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.results.table.ResultTable;
import org.smoothadv.internal.results.table.TableFormat;
import org.smoothadv.internal.study.Section.Setting;

/** Reads the tables and figures of a study: {@code [table NAME]} and {@code [figure NAME]}. */
final class StudyOutputs {
  private static final Set<String> OWN = Set.of("logs", "out");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern TABLE_NAME = Pattern.compile(".*\\.(txt|md|csv|tex)");

  private final StudyFile file;
  private final Path folder;
  private final List<LogFile> logs;
  private final Map<Path, String> writers = new HashMap<>();

  /**
   * Prepares for a file.
   *
   * @param folder of the study
   * @param logs all that the study writes
   */
  StudyOutputs(StudyFile file, Path folder, List<LogFile> logs) {
    this.file = file;
    this.folder = folder;
    this.logs = logs;
    writers.put(folder.resolve(StudyWriter.REPORT), "the report");
    writers.put(folder.resolve(StudyWriter.TABLE), "the table of jobs");
  }

  /**
   * Describes tables and figures, in the order of the file.
   *
   * @throws InvalidInputException naming the line of what is wrong
   */
  List<StudyOutput> read() {
    List<StudyOutput> outputs = new ArrayList<>();
    for (Section section : file.sections()) {
      SectionOptions options = new SectionOptions(file, section, Map.of());
      if (section.kind() == SectionKind.TABLE) {
        options.requireKnown(new TableOptions(), OWN);
        outputs.add(output(options, table(options), List.of(".txt", ".md", ".csv")));
      } else if (section.kind() == SectionKind.FIGURE) {
        options.requireKnown(new FigureOptions(), OWN);
        outputs.add(output(options, figure(options), List.of(".png", ".svg")));
      }
    }
    return outputs;
  }

  private static StudyOutput.Maker table(SectionOptions section) {
    TableOptions options = read(section, new TableOptions(), TableOptions::validate);
    return collection -> {
      ResultTable table = options.table(options.suitable(collection));
      return new StudyOutput.Made(
          table.notes(),
          out -> TableFormat.suggestedBy(out).print(table).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static StudyOutput.Maker figure(SectionOptions section) {
    FigureOptions options = read(section, new FigureOptions(), FigureOptions::validate);
    return collection -> {
      CurveSet curves = options.curves(collection);
      Figure figure = options.figure(curves.curves());
      return new StudyOutput.Made(curves.notices(), out -> FigureFormat.of(out).draw(figure));
    };
  }

  private static <T> T read(SectionOptions section, T options, Consumer<T> validation) {
    return section.placed(
        () -> {
          new OptionParser(options).parse(words(section));
          validation.accept(options);
          return options;
        });
  }

  /** Several values are an option that is given several times, as {@code --label} can be. */
  private static List<String> words(SectionOptions section) {
    List<String> words = new ArrayList<>();
    for (Setting setting : section.settingsWithout(OWN)) {
      setting.values().forEach(value -> words.addAll(List.of("--" + setting.key(), value)));
    }
    return words;
  }

  private StudyOutput output(
      SectionOptions section, StudyOutput.Maker maker, List<String> usualEnds) {
    String name = section.section().name();
    List<String> given = section.values("out");
    List<Path> files =
        (given.isEmpty() ? usualEnds.stream().map(end -> name + end).toList() : given)
            .stream().map(out -> section.placed(() -> outputFile(section, out))).toList();
    List<NamePattern> patterns = section.values("logs").stream().map(NamePattern::new).toList();
    for (NamePattern pattern : patterns) {
      if (logs.stream().noneMatch(log -> pattern.matches(log.name()))) {
        throw section.wrong(
            "logs",
            "the study writes no log that is named like '%s'%s"
                .formatted(
                    pattern, logs.isEmpty() ? "" : "; the first log is " + logs.get(0).name()));
      }
    }
    return new StudyOutput(section.section().header(), patterns, files, maker);
  }

  private Path outputFile(SectionOptions section, String name) {
    if (!FILE_NAME.matcher(name).matches()) {
      throw new InvalidSettingException(
          "out", "{out} is '%s'; accepted is the name of a file in the study's folder", name);
    }
    Path out = folder.resolve(name);
    if (section.section().kind() == SectionKind.FIGURE) {
      FigureFormat.of(out);
    } else if (!TABLE_NAME.matcher(name).matches()) {
      throw new InvalidSettingException(
          "out", "{out} is '%s'; accepted is a name that ends in .txt, .md, .csv or .tex", name);
    }
    String other = writers.put(out, section.section().header());
    if (other != null) {
      throw new InvalidSettingException("out", "{out}: %s is written by %s already", name, other);
    }
    return out;
  }
}
