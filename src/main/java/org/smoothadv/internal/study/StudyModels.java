package org.smoothadv.internal.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.command.option.TrainingOptions;
import org.smoothadv.internal.study.Section.Setting;
import org.smoothadv.run.TrainingConfiguration;

/** Reads the models of a study: the sections {@code [train]} and {@code [models NAME]}. */
final class StudyModels {
  private static final int MOST_MODELS = 10_000;
  private static final Set<String> NAMED =
      Set.of("sigma", "attack", "epsilon", "steps", "noise-samples");

  private static final String SEED = "seed";
  private static final String SEEDS = "seeds";

  private final StudyFile file;
  private final Path folder;
  private final Optional<Path> data;
  private final Map<String, StudyModel> byName = new LinkedHashMap<>();
  private final Map<TrainingConfiguration, StudyModel> byConfiguration = new HashMap<>();

  /**
   * Prepares for a file.
   *
   * @param folder of the study
   * @param data the dataset's folder, in the place of the file's
   */
  StudyModels(StudyFile file, Path folder, Optional<Path> data) {
    this.file = file;
    this.folder = folder;
    this.data = data;
  }

  /**
   * Makes every model's configuration.
   *
   * @throws InvalidInputException naming the line of what is wrong
   */
  List<StudyModel> read() {
    Map<String, Setting> common = new LinkedHashMap<>();
    for (Section section : file.sections(SectionKind.TRAIN)) {
      common.putAll(settings(section).settings());
    }
    List<Section> grids = file.sections(SectionKind.MODELS);
    if (grids.isEmpty()) {
      throw new InvalidInputException(
          file.file()
              + " describes no model: it needs a section [models NAME], with settings such as sigma = 0.25 0.5");
    }
    for (Section section : grids) {
      read(new SectionOptions(file, settings(section), common));
    }
    requireOneDataset();
    return List.copyOf(byName.values());
  }

  /** The section as options of a training, without what the command line replaces. */
  private Section settings(Section section) {
    new SectionOptions(file, section, Map.of()).requireKnown(new TrainingOptions(), Set.of(SEEDS));
    Map<String, Setting> settings = new LinkedHashMap<>(section.settings());
    data.ifPresent(path -> settings.remove("data"));
    Setting seeds = settings.remove(SEEDS);
    if (seeds != null) {
      Setting twice = settings.put(SEED, oneByOne(seeds));
      if (twice != null) {
        throw file.wrong(
            twice.line(),
            "'seed' is one of 'seeds', on line %d: leave it out".formatted(seeds.line()));
      }
    }
    return new Section(section.kind(), section.name(), section.line(), settings);
  }

  /** A list with commas; the names of models tell it, so that it may grow. */
  private Setting oneByOne(Setting seeds) {
    List<String> all =
        seeds.values().stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    if (all.contains("") || all.stream().distinct().count() < all.size()) {
      throw file.wrong(
          seeds.line(),
          "'seeds' is %s; accepted is a list of different whole numbers such as 0,1,2"
              .formatted(String.join(" ", seeds.values())));
    }
    return new Setting(SEED, all, seeds.line(), true);
  }

  private void read(SectionOptions options) {
    Combinations combinations = new Combinations(options.settingsWithout(Set.of()));
    if (byName.size() + combinations.size(MOST_MODELS) > MOST_MODELS) {
      throw file.wrong(
          options.section().line(),
          "with %s there are more than %d models: split the study, or shorten its lists"
              .formatted(options.section().header(), MOST_MODELS));
    }
    for (Map<String, String> combination : combinations.all()) {
      add(model(options, combination));
    }
  }

  private StudyModel model(SectionOptions section, Map<String, String> combination) {
    List<String> words = new ArrayList<>(SectionOptions.words(combination));
    data.ifPresent(path -> words.addAll(List.of("--data", path.toString())));
    TrainingConfiguration configuration = section.placed(() -> configuration(words));
    String name =
        section.section().name()
            + "/"
            + nameOf(configuration)
            + section.distinction(combination, NAMED);
    return new StudyModel(name, folder.resolve(name), configuration, words, section);
  }

  private static TrainingConfiguration configuration(List<String> words) {
    TrainingOptions options = new TrainingOptions();
    new OptionParser(options).parse(words);
    try {
      return options.fresh();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the paper tells models by, so that growing lists leave the names as they are. */
  private static String nameOf(TrainingConfiguration c) {
    StringBuilder name = new StringBuilder("sigma").append(number(c.adversarial().sigma()));
    boolean attacked = c.adversarial().attack() != Method.NONE;
    if (attacked) {
      name.append('-').append(EnumNames.of(c.adversarial().attack()));
      name.append("-epsilon")
          .append(number(c.adversarial().epsilon()))
          .append("-T")
          .append(c.adversarial().steps());
    }
    return attacked || c.adversarial().noiseSamples() > 1
        ? name.append("-m").append(c.adversarial().noiseSamples()).toString()
        : name.toString();
  }

  private static String number(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private void add(StudyModel model) {
    Section section = model.section().section();
    if (byName.put(model.name(), model) != null) {
      throw file.wrong(
          section.line(),
          "%s has two models that are named %s: give one of them a section of its own"
              .formatted(section.header(), model.name()));
    }
    StudyModel same = byConfiguration.put(model.configuration(), model);
    if (same != null) {
      throw file.wrong(
          section.line(),
          "%s is trained as %s is: leave one of them out".formatted(model.name(), same.name()));
    }
  }

  private void requireOneDataset() {
    List<String> datasets =
        byName.values().stream()
            .map(model -> model.configuration().data().dataset())
            .distinct()
            .toList();
    if (data.isPresent() && datasets.size() > 1) {
      throw new InvalidSettingException(
          "data",
          "{data} %s: %s trains on several datasets, %s; set 'data' in its sections",
          data.get(),
          file.file(),
          String.join(", ", datasets));
    }
  }
}
