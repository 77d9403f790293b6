package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Networks of others, adopted into a folder and asked. */
record Adopting(Path folder) {
  Outcome adopt(Path source, String... more) {
    List<String> words = new ArrayList<>(List.of("adopt", source.toString()));
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--out", folder.resolve("model").toString());
    options.put("--dataset", "synthetic");
    options.put("--sigma", "0.25");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    options.forEach((option, value) -> words.addAll(List.of(option, value)));
    return Smoothadv.call(words.toArray(String[]::new));
  }

  /** What a classifier answers about six images. */
  List<String> asked(String command, String option, Path classifier, String... more)
      throws IOException {
    Path log = Files.createTempDirectory(folder, command).resolve("log.tsv");
    List<String> words = new ArrayList<>(List.of(command, option, classifier.toString()));
    words.addAll(List.of("--max", "6", "--n", "150", "--sigma", "0.5", "--log", log.toString()));
    words.addAll(List.of(more));
    Smoothadv.call(words.toArray(String[]::new)).assertDone();
    return LogLines.answers(log);
  }
}
