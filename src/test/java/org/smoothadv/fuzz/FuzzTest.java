package org.smoothadv.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of all kinds, damaged by chance, are read, or refused in one or two lines, within a second
 * of work and in memory that is in proportion to them. {@code -Dfuzz.seconds} says how long each
 * kind is tried, {@code -Dfuzz.seed} with which seed that begins, {@code -Dfuzz.only} which kind.
 */
class FuzzTest {
  private static final Duration DURATION = Duration.ofSeconds(Long.getLong("fuzz.seconds", 2));
  private static final long SEED = Long.getLong("fuzz.seed", 0);
  private static final Optional<String> ONLY = Optional.ofNullable(System.getProperty("fuzz.only"));

  @TempDir Path folder;

  @Test
  void undamagedFilesAreRead() throws IOException {
    for (Target target : Targets.all(folder)) {
      for (int i = 0; i < target.samples().size(); i++) {
        Target.Trial whole = target.whole(i);
        whole.sample().reader().read(whole.write(folder));
      }
    }
  }

  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    List<Future<String>> faults = new ArrayList<>();
    for (Target target : Targets.all(folder)) {
      if (ONLY.isEmpty() || ONLY.get().equals(target.name())) {
        faults.add(threads.submit(() -> fault(target)));
      }
    }
    assertTrue(!faults.isEmpty(), "no such kind: " + ONLY);
    List<String> found = new ArrayList<>();
    for (Future<String> fault : faults) {
      found.add(fault.get());
    }
    threads.shutdownNow();
    found.removeIf(String::isEmpty);
    assertEquals("", String.join("\n", found));
  }

  private String fault(Target target) throws IOException, InterruptedException {
    Fuzzing fuzzing = new Fuzzing(target, folder, SEED, DURATION);
    Optional<String> fault = fuzzing.fault();
    System.out.printf("%s: %,d damaged files%n", target.name(), fuzzing.tried());
    return fault.map(problem -> target.name() + ": " + problem).orElse("");
  }
}
