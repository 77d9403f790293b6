package org.smoothadv.internal.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * What the event files of a run say that goes on. TensorBoard takes the first description of a run
 * that it meets, and draws what was written twice as a saw: so curves, pictures and texts are
 * copied into the file of the run that goes on, without descriptions and graphs, and the earlier
 * files go.
 */
final class EarlierEvents {
  /** Descriptions of the run, which the run that goes on writes anew. */
  private static final Set<String> DESCRIPTIONS =
      Set.of(TensorBoardPlugins.HPARAMS, TensorBoardPlugins.CUSTOM_SCALARS);

  private final List<Path> files = new ArrayList<>();

  /**
   * Looks for files.
   *
   * @param folders in the order of age
   */
  EarlierEvents(List<Path> folders) throws IOException {
    for (Path folder : folders) {
      files.addAll(EventFile.in(folder, ""));
    }
  }

  /** Copies what there is of steps before one. */
  void copyTo(EventFile target, long step) throws IOException {
    // Of a point that several files have, as after a crash, the last one counts.
    Map<String, Integer> last = new HashMap<>();
    int[] number = {0};
    forEach(step, (event, value) -> last.put(key(event, value), number[0]++));
    number[0] = 0;
    forEach(
        step,
        (event, value) -> {
          if (last.get(key(event, value)) == number[0]++) {
            target.write(event.toBuilder().setSummary(Summary.newBuilder().addValue(value)));
          }
        });
  }

  /** Deletes the files, and a folder that holds nothing else. */
  void delete(Path keep) throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
    for (Path folder : files.stream().map(Path::getParent).distinct().toList()) {
      if (!folder.equals(keep) && isEmpty(folder)) {
        Files.delete(folder);
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  private interface ValueReader {
    void accept(Event event, Summary.Value value) throws IOException;
  }

  private void forEach(long step, ValueReader reader) throws IOException {
    for (Path file : files) {
      EventFile.read(
          file,
          event -> {
            for (Summary.Value value : event.getSummary().getValueList()) {
              String plugin = value.getMetadata().getPluginData().getPluginName();
              if (event.getStep() < step && !DESCRIPTIONS.contains(plugin)) {
                reader.accept(event, value);
              }
            }
          });
    }
  }

  private static String key(Event event, Summary.Value value) {
    return event.getStep() + " " + value.getTag();
  }
}
