package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of others and our own networks, measured in turn. */
class BenchCommandTest {
  @TempDir Path folder;

  private Path adopted() throws IOException, InterruptedException {
    Path model = folder.resolve("model");
    String[] words = {
      "adopt",
      TinyExport.folder().toString(),
      "--signature",
      "logits",
      "--dataset",
      "synthetic",
      "--sigma",
      "0.25",
      "--out",
      model.toString()
    };
    Smoothadv.call(words).assertDone();
    return model;
  }

  private static Outcome bench(String... words) {
    List<String> all = new ArrayList<>(List.of("bench", "--rounds", "1", "--batch", "4"));
    all.addAll(List.of(words));
    return Smoothadv.call(all.toArray(String[]::new));
  }

  @Test
  void votesOfModelsStandBesideThoseOfAnArchitecture() throws IOException, InterruptedException {
    String export = TinyExport.folder().toString();
    String both = adopted() + "," + export;
    Outcome outcome =
        bench("--what", "certify", "--arch", "cifar-resnet-8", "--model", both).assertDone();
    List<String> rows = outcome.out().lines().filter(row -> row.endsWith("%")).toList();
    assertEquals(4, rows.size(), outcome.out());
    assertTrue(rows.get(1).matches("certify +[0-9].*"), rows.get(1));
    assertTrue(rows.get(2).matches("certify .*model +[0-9]+ +[0-9.]+ +[0-9]+%"), rows.get(2));
    assertTrue(rows.get(3).startsWith("certify " + export), rows.get(3));
    assertTrue(outcome.out().startsWith("cifar-resnet-8, 32x32 pixels, T=2, m=1; "));
  }

  @Test
  void aModelAloneIsMeasuredAlone() throws IOException, InterruptedException {
    Outcome outcome = bench("--model", TinyExport.folder().toString()).assertDone();
    assertEquals(2, outcome.out().lines().filter(row -> row.endsWith("%")).count());
    bench("--model", TinyExport.folder().toString(), "--what", "train")
        .assertRefused("--what train", "of --model the votes are measured", "--arch");
    bench("--model", folder.resolve("none").toString()).assertRefused("none");
  }
}
