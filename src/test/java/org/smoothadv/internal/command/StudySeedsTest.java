package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of models that differ in their seed. */
class StudySeedsTest {
  @TempDir Path folder;

  @Test
  void threeSeedsMakeOneRow() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tiny.study"),
            """
            [train]
            dataset = synthetic
            arch = cifar-resnet-8
            limit = 16
            eval-limit = 4
            batch = 16
            epochs = 1
            [models gaussian]
            sigma = 0.25
            seeds = 0,1,2
            [certify]
            max = 20
            n = 200
            [table accuracy]
            over = seed
            radii = 0
            [figure curves]
            over = seed
            out = curves.svg
            """);
    TinyStudy.call(file).assertDone();
    Path out = folder.resolve("out");
    for (int seed = 0; seed < 3; seed++) {
      String run = Files.readString(out.resolve("gaussian/sigma0.25-seed-" + seed + "/run.json"));
      assertTrue(run.contains("\"seed\": " + seed), run);
    }
    List<String> csv = Files.readAllLines(out.resolve("accuracy.csv"));
    assertEquals(2, csv.size(), csv.toString());
    assertTrue(csv.get(1).endsWith(",3") && csv.get(1).contains(",0 1 2,"), csv.get(1));
    assertTrue(Files.readString(out.resolve("curves.svg")).contains("3 models"));
  }

  @Test
  void oneSeedIsNamedToo() throws IOException {
    String plan = plan("sigma = 0.25\nseeds = 7\n").assertDone().out();
    assertTrue(plan.contains("gaussian/sigma0.25-seed-7"), plan);
  }

  @Test
  void listsThatAreNoneAreRefused() throws IOException {
    plan("seeds = 0,,1\n").assertRefused("line 10", "'seeds' is 0,,1");
    plan("seeds = 1 1,2\n").assertRefused("line 10", "different whole numbers");
    plan("seeds = 0,x\nsigma = 0.25\n").assertRefused("line 10", "'x'");
    plan("seed = 3\nseeds = 0,1\n").assertRefused("line 10", "'seeds', on line 11");
  }

  private Outcome plan(String settings) throws IOException {
    return TinyStudy.call(TinyStudy.write(folder, "[models gaussian]\n" + settings), "--dry-run");
  }
}
