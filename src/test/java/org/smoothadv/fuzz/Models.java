package org.smoothadv.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.fuzz.Target.Sample;
import org.smoothadv.internal.savedmodel.Networks;
import org.smoothadv.internal.savedmodel.SavedModelImport;

/** Networks of other programs. */
final class Models {
  private Models() {}

  /** The files of a SavedModel, each of which is damaged among the others as they are. */
  static List<Sample> savedModels(Path folder) throws IOException {
    Path model = Networks.convolutional().write(folder.resolve("model"));
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name :
        List.of(
            "saved_model.pb",
            "variables/variables.index",
            "variables/variables.data-00000-of-00001")) {
      files.put(name, Files.readAllBytes(model.resolve(name)));
    }
    List<Sample> samples = new ArrayList<>();
    files.forEach(
        (name, content) -> samples.add(new Sample(name, content, file -> read(files, name, file))));
    return samples;
  }

  private static void read(Map<String, byte[]> files, String name, Path damaged)
      throws IOException {
    Path folder = damaged.getParent();
    Path model = name.startsWith("variables") ? folder.getParent() : folder;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!file.getKey().equals(name)) {
        Path beside = model.resolve(file.getKey());
        Files.createDirectories(beside.getParent());
        Files.write(beside, file.getValue());
      }
    }
    SavedModelImport.read(model, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
