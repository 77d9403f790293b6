package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code export} writes, where it must not, and where it cannot. */
class ExportCommandTest {
  @TempDir Path folder;

  @Test
  void writesTheModelAndWhatItIs() throws IOException, InterruptedException {
    assertEquals("model: model\n", TinyExport.outcome().assertDone().out());
    Path model = TinyExport.folder();
    assertEquals(
        List.of(
            "",
            "assets.extra",
            "assets.extra/run.json",
            "assets.extra/smoothadv.json",
            "saved_model.pb"),
        List.copyOf(Folders.content(model).keySet()));
    assertEquals(
        Files.readString(TinyRun.folder().resolve("run.json")),
        Files.readString(model.resolve("assets.extra/run.json")));
    JsonObject classifier = about(model).getAsJsonObject("classifier");
    assertEquals("cifar-resnet-8", classifier.get("architecture").getAsString());
    assertEquals(10, classifier.get("classes").getAsInt());
    assertEquals(32, classifier.getAsJsonObject("shape").get("height").getAsInt());
    assertEquals("synthetic", classifier.get("dataset").getAsString());
    assertEquals(0.25, classifier.get("sigma").getAsDouble());
    assertEquals("float32", classifier.get("precision").getAsString());
    assertEquals(2, classifier.get("epochs").getAsInt());
  }

  /** 78 thousand float32 weights, and a graph of some hundred operations. */
  @Test
  void holdsTheWeightsOnce() throws IOException, InterruptedException {
    long size = Files.size(TinyExport.folder().resolve("saved_model.pb"));
    assertTrue(size > 311_000 && size < 400_000, size + " bytes");
  }

  @Test
  void takesSigmaPrecisionAndBatchOfTheVotes() throws IOException, InterruptedException {
    Path out = folder.resolve("above").resolve("model");
    export(out, "--sigma", "1/2", "--precision", "bfloat16", "--batch", "10").assertDone();
    JsonObject about = about(out);
    assertEquals(0.5, about.getAsJsonObject("classifier").get("sigma").getAsDouble());
    assertEquals("bfloat16", about.getAsJsonObject("classifier").get("precision").getAsString());
    assertEquals(10, about.get("batch").getAsInt());
  }

  private static JsonObject about(Path model) throws IOException {
    String json = Files.readString(model.resolve("assets.extra/smoothadv.json"));
    return JsonParser.parseString(json).getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --sigma 0            | --sigma is 0; accepted is a positive standard deviation
          --sigma 100          | --sigma is 100; accepted is a positive standard deviation
          --batch 0            | --batch is 0; accepted is a number of samples, 1 to 65536
          --precision float64  | --precision is 'float64'; accepted is one of float32, bfloat16
          --split test         | there is no option '--split'
          """)
  void wrongOptionsAreRefused(String options, String complaint)
      throws IOException, InterruptedException {
    export(folder.resolve("model"), options.split(" ")).assertRefused(complaint);
    assertEquals(List.of(""), List.copyOf(Folders.content(folder).keySet()), "nothing is written");
  }

  @Test
  void whatIsThereIsNeverReplaced() throws IOException, InterruptedException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path file = Files.createFile(folder.resolve("file"));
    Map<String, String> before = Folders.content(folder);
    export(empty).assertRefused("--out " + empty + " exists already");
    export(file).assertRefused("--out " + file + " exists already");
    export(file.resolve("model"))
        .assertRefused("--out " + file.resolve("model"), file + ": not a folder");
    assertEquals(before, Folders.content(folder));
  }

  @Test
  void exportThatFindsNoRoomLeavesNothing() throws IOException, InterruptedException {
    // 600 blocks of 512 bytes: room for all but the 330 KB of the model.
    List<String> command =
        new ArrayList<>(Arrays.asList("sh", "-c", "ulimit -f 600; exec \"$0\" \"$@\""));
    List<String> export =
        List.of("export", "--run", TinyRun.folder().toString(), "--out", "above/model");
    command.addAll(SmoothadvProcess.command(List.of(), export));
    try (SmoothadvProcess process = SmoothadvProcess.startCommand(folder, command)) {
      process.await().assertFailed("smoothadv: above/model/saved_model.pb: File too large");
    }
    assertFalse(Files.exists(folder.resolve("above/model")));
    assertEquals(List.of("", "above"), List.copyOf(Folders.content(folder).keySet()));
  }

  private static Outcome export(Path out, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("export", "--run"));
    arguments.addAll(List.of(TinyRun.folder().toString(), "--out", out.toString()));
    arguments.addAll(List.of(options));
    return Smoothadv.call(arguments);
  }
}
