package org.smoothadv.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.table.ResultTable;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.TableKind;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.support.Unanimous;

/**
 * Whatever is begun, continued, sharded, copied, joined and edited, in whatever order: a table that
 * comes out says of every line what it was made with, and says it where its rows differ.
 */
class NothingMislabelledTest {
  private static final int SEQUENCES = 500;
  private static final int MOST_STEPS = 8;
  private static final List<String> NAMES = List.of("x", "x.tsv", "y.tsv", "z.tsv");

  /** What is chosen from, the usual first. */
  private static final Map<String, List<?>> CHOICES =
      Map.of(
          "alpha", List.of(0.001, 0.9),
          "n", List.of(100_000, 2_000),
          "n0", List.of(100, 1),
          "bound", List.of("one-vs-rest", "top-two"),
          "precision", List.of("float32", "bfloat16"),
          "seed", List.of(0, 99));

  /** In these a table must tell every difference. */
  private static final List<String> TOLD = List.of("alpha", "n", "n0", "bound", "precision");

  @TempDir Path folder;

  /** What each line of each log was really made with: by the log's file, then by image. */
  private final Map<Path, Map<Integer, Map<String, Object>>> truth = new HashMap<>();

  private Random random;
  private int tables;
  private int differing;

  @Test
  void noSequenceEndsInATableThatHidesWhatWasDone() throws IOException {
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      random = new Random(sequence);
      truth.clear();
      Path place = Files.createDirectory(folder.resolve("" + sequence));
      StringBuilder steps = new StringBuilder("sequence " + sequence + ": ");
      int count = 2 + random.nextInt(MOST_STEPS - 1);
      for (int step = 0; step < count; step++) {
        steps.append(act(place)).append("; ");
      }
      analyze(place, steps.toString());
    }
    assertTrue(tables > SEQUENCES / 5, "tables that were made: " + tables);
    assertTrue(differing > SEQUENCES / 25, "tables of different settings: " + differing);
  }

  private String act(Path place) throws IOException {
    Path log = place.resolve(NAMES.get(random.nextInt(NAMES.size())));
    Path other = place.resolve(NAMES.get(random.nextInt(NAMES.size())));
    int action = random.nextInt(14);
    return switch (action) {
      case 0, 1, 2, 3 -> write(log, false, 0);
      case 4, 5 -> write(log, true, 0);
      case 6, 7, 8 -> write(log, random.nextBoolean(), 1 + random.nextInt(2));
      case 9, 10 -> edit(LogProvenance.fileBeside(log));
      case 11 -> copy(LogProvenance.fileBeside(log), LogProvenance.fileBeside(other));
      case 12 -> {
        Map<Integer, Map<String, Object>> lines = truth.get(log);
        String done = copy(log, other);
        if (!done.startsWith("no")) {
          truth.put(other, new HashMap<>(lines));
        }
        yield done;
      }
      default -> join(log, other);
    };
  }

  /** As {@code certify} does, with --resume or without, as a shard or not; some lines of it. */
  private String write(Path log, boolean resume, int shard) throws IOException {
    Map<String, Object> options = new LinkedHashMap<>(Map.of("skip", 1, "max", 4, "images", 4));
    CHOICES.forEach(
        (name, values) -> options.put(name, values.get(random.nextInt(6) == 0 ? 1 : 0)));
    String model = random.nextInt(8) == 0 ? "other" : "weights";
    if (shard > 0) {
      options.put("shard", shard + "/2");
    }
    LogProvenance how = new LogProvenance("certify", "run", model, options);
    options.put("model", model);
    String name = "%s %s %s".formatted(resume ? "resume" : "certify", log.getFileName(), options);
    try (LogWriter<CertificationRecord> writer =
        resume
            ? LogWriter.resume(log, LogFormat.CERTIFICATION, how)
            : LogWriter.create(log, LogFormat.CERTIFICATION, how)) {
      truth.computeIfAbsent(log, unused -> new HashMap<>());
      int enough = 1 + random.nextInt(4);
      for (int image = 0; image < 4 && enough > 0; image++) {
        if (!writer.finishedIndices().contains(image) && (shard == 0 || image % 2 == shard - 1)) {
          writer.append(Unanimous.certified(image, 1, 1, 0.5, Duration.ZERO, 200));
          truth.get(log).put(image, options);
          enough--;
        }
      }
      return name;
    } catch (InvalidInputException e) {
      return name + " refused";
    }
  }

  private String edit(Path json) throws IOException {
    if (!Files.exists(json)) {
      return "no " + json.getFileName();
    }
    String text = Files.readString(json);
    int kind = random.nextInt(6);
    String edited =
        switch (kind) {
          case 0 -> text.replace("0.001", "0.9");
          case 1 -> text.replace("0.9", "0.001");
          case 2 -> text.replaceAll("\"n\": \\d+", "\"n\": 100000");
          case 3 -> text.replaceAll(",\\s*\"settings\": \"\\w+\"", "").replace("0.9", "0.001");
          case 4 -> text.replaceAll("\"shard\": \"./2\",?\\s*", "");
          default -> null;
        };
    if (edited == null) {
      Files.delete(json);
    } else {
      Files.writeString(json, edited);
    }
    return "edit " + kind + " of " + json.getFileName();
  }

  private static String copy(Path from, Path to) throws IOException {
    if (!Files.exists(from) || from.equals(to)) {
      return "no copy";
    }
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    return "copy %s to %s".formatted(from.getFileName(), to.getFileName());
  }

  /** Lines of one log at the end of another. */
  private String join(Path from, Path to) throws IOException {
    if (!Files.exists(from) || !Files.exists(to) || from.equals(to)) {
      return "no join";
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(to));
    for (String line : Files.readAllLines(from)) {
      if (!line.startsWith("idx") && truth.get(to).get(image(line)) == null) {
        lines.add(line);
        truth.get(to).put(image(line), truth.get(from).get(image(line)));
      }
    }
    Files.write(to, lines);
    return "join %s to %s".formatted(from.getFileName(), to.getFileName());
  }

  private static int image(String line) {
    return Integer.parseInt(line.substring(0, line.indexOf('\t')));
  }

  private void analyze(Path place, String steps) throws IOException {
    LogCollection logs;
    ResultTable table;
    try {
      logs = LogCollection.load(LogFinder.find(List.of(place.toString())));
      table =
          TableKind.ACCURACY.of(
              new TableKind.Request(logs, Optional.empty(), List.of(), Optional.empty()));
    } catch (InvalidInputException e) {
      return; // refused
    }
    tables++;
    String said = "" + table.notes();
    List<Map<String, Object>> made = new ArrayList<>();
    logs.certified()
        .forEach(
            log -> {
              Set<Map<String, Object>> own =
                  log.files().stream()
                      .flatMap(file -> truth.get(file).values().stream())
                      .map(NothingMislabelledTest::withoutShard)
                      .collect(Collectors.toSet());
              assertTrue(own.size() == 1, steps + "lines of different logs are one: " + own);
              made.addAll(own);
              assertTold(log.name(), own.iterator().next(), table, steps);
            });
    for (String setting : TOLD) {
      if (made.stream().map(it -> it.get(setting)).distinct().count() > 1) {
        differing++;
        assertTrue(
            said.contains("logs differ in " + setting + ":"),
            steps + setting + " differs, but " + said);
      }
    }
  }

  private static Map<String, Object> withoutShard(Map<String, Object> options) {
    Map<String, Object> others = new HashMap<>(options);
    others.remove("shard");
    return others;
  }

  private static void assertTold(
      String log, Map<String, Object> made, ResultTable table, String steps) {
    List<String> columns = table.tidy().columns().stream().map(Column::heading).toList();
    for (List<Cell> cells : table.tidy().rows()) {
      List<String> row = cells.stream().map(Cell::text).toList();
      if (row.get(columns.indexOf("log")).equals(log)) {
        for (String setting : TOLD) {
          String shown = row.get(columns.indexOf(setting));
          assertEquals(made.get(setting).toString(), shown, steps + log + ", " + setting);
        }
      }
    }
  }
}
