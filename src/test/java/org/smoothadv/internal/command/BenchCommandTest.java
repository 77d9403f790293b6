package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.device.Processor;
import org.smoothadv.support.NumpyArrays;

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
    List<String> rows = rows(outcome);
    assertEquals(4, rows.size(), outcome.out());
    assertTrue(rows.get(1).matches("certify +[0-9].*"), rows.get(1));
    assertTrue(rows.get(2).matches("certify .*model +[0-9]+ +[0-9.]+ +[0-9]+%"), rows.get(2));
    assertTrue(rows.get(3).startsWith("certify " + export), rows.get(3));
    assertTrue(outcome.out().startsWith("cifar-resnet-8, 32x32 pixels; "), outcome.out());
  }

  @Test
  void aModelAloneIsMeasuredAlone() throws IOException, InterruptedException {
    Outcome outcome = bench("--model", TinyExport.folder().toString()).assertDone();
    assertEquals(2, rows(outcome).size());
    bench("--model", TinyExport.folder().toString(), "--what", "train")
        .assertRefused("--what train", "of --model the votes are measured", "--arch");
    bench("--model", folder.resolve("none").toString()).assertRefused("none");
  }

  private static List<String> rows(Outcome outcome) {
    return outcome
        .out()
        .lines()
        .filter(row -> row.matches(".* [0-9]+[.][0-9] +[0-9]+%.*"))
        .toList();
  }

  @Test
  void trainingIsMeasuredFromTheImagesToTheStepAndTheStepBesideIt() {
    Outcome outcome = bench("--what", "train", "--arch", "cifar-resnet-8").assertDone();
    List<String> names = rows(outcome).stream().map(row -> row.substring(0, 16).strip()).toList();
    assertEquals(List.of("matrix product", "step", "train"), names.subList(0, 3), outcome.out());
    assertTrue(outcome.out().contains("; train on 32 images of synthetic, float32"), outcome.out());
    Outcome grey = bench("--what", "train", "--arch", "lenet").assertDone();
    assertTrue(grey.out().contains("train on 32 images of random bytes"), grey.out());
  }

  @Test
  void trainingReadsTheImagesOfADataset() throws IOException {
    Path archive = folder.resolve("digits.npz");
    NumpyArrays.savez(
        archive,
        Map.of(
            "x_train", NumpyArrays.bytes(List.of(20, 28, 28), new byte[20 * 28 * 28]),
            "y_train", NumpyArrays.longs(List.of(20), LongStream.range(0, 20).toArray()),
            "x_test", NumpyArrays.bytes(List.of(1, 28, 28), new byte[28 * 28]),
            "y_test", NumpyArrays.longs(List.of(1), 7)));
    Outcome outcome =
        bench("--what", "train", "--dataset", "npz", "--data", archive.toString()).assertDone();
    assertTrue(outcome.out().startsWith("lenet, 28x28 pixels"), outcome.out());
    assertTrue(outcome.out().contains("train on 20 images of npz"), outcome.out());
    bench("--what", "train", "--dataset", "npz", "--data", folder.resolve("none.npz").toString())
        .assertRefused("none.npz");
    bench("--data", archive.toString()).assertRefused("--data is given without --dataset");
  }

  @Test
  void theMachineAndTheWarmUpAreTold() {
    String text = bench("--what", "certify", "--arch", "cifar-resnet-8").assertDone().out();
    assertTrue(text.contains("\n" + Processor.ofThisMachine() + "\n"), text);
    assertTrue(text.contains("\nTensorFlow 2."), text);
    assertTrue(
        text.matches("(?s).*\nwarm-up: [0-9]+( to [0-9]+)? rounds until two agreed.*"), text);
    assertTrue(
        text.matches("(?s).*\npeak memory: matrix product [0-9.]+ GB, certify [0-9.]+ GB\n"), text);
  }

  @Test
  void variantsAreComparedRoundByRound() {
    Outcome outcome =
        Smoothadv.call(
                "bench",
                "--what",
                "certify",
                "--arch",
                "cifar-resnet-8",
                "--batch",
                "16",
                "--rounds",
                "6",
                "--compare",
                "base,batch=1+precision=bfloat16")
            .assertDone();
    List<String> rows = rows(outcome).subList(0, 4);
    String speed = "[0-9.]+ \\([0-9.]+ to [0-9.]+\\)";
    assertTrue(rows.get(2).matches("certify +base +[0-9]+ .*%"), outcome.out());
    assertTrue(rows.get(3).matches(" +batch=1\\+precision=bfloat16 .*% +" + speed), outcome.out());
    double ratio = Double.parseDouble(rows.get(3).replaceFirst(".*% +([0-9.]+) .*", "$1"));
    assertTrue(ratio < 0.8, "one row at a time is slower than 16: " + outcome.out());
    assertTrue(outcome.out().contains("the 95% interval of the sign test"), outcome.out());
  }

  @Test
  void fewRoundsGiveNoInterval() {
    Outcome outcome =
        bench("--what", "certify", "--arch", "cifar-resnet-8", "--compare", "base,batch=2")
            .assertDone();
    assertTrue(outcome.out().contains("an interval of 95% takes 6 rounds"), outcome.out());
  }

  @Test
  void aProfileTellsTheSharesOfOperations() throws IOException {
    Path file = folder.resolve("new/profile.csv");
    bench("--what", "certify,attack", "--arch", "cifar-resnet-8", "--profile", file.toString())
        .assertDone();
    List<String> rows = Files.readAllLines(file);
    assertEquals("workload,operation,calls,seconds,share,variant", rows.get(0));
    for (String work : List.of("matrix product", "certify", "attack")) {
      List<String> own = rows.stream().filter(row -> row.startsWith(work + ",")).toList();
      double sum = own.stream().mapToDouble(row -> Double.parseDouble(row.split(",", -1)[4])).sum();
      assertEquals(1, sum, 0.01, work);
      assertTrue(
          own.stream().anyMatch(row -> row.matches(work + ",[^,]*(MatMul|Conv).*,base")),
          own.toString());
    }
  }

  @Test
  void aProfileThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    bench("--profile", file.resolve("profile.csv").toString())
        .assertRefused("profile.csv cannot be written", "is not a folder");
    bench("--profile", folder.toString()).assertRefused("is a folder: name a file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base              | --compare base; accepted are two or more different variants",
        "base,base         | --compare base,base; accepted are two",
        "base,batch        | --compare batch: a variant is 'base', or settings",
        "base,speed=2      | --compare speed=2: there is no setting 'speed'; settings: arch, attack-rows, batch",
        "base,batch=many   | --compare batch=many: --batch is 'many'; accepted is a whole number",
        "base,arch=nothing | --compare arch=nothing: --arch: there is no architecture 'nothing'",
        "base,jar=none.jar | --compare jar=none.jar: there is no file none.jar"
      })
  void variantsThatCannotBeMeasuredAreNamed(String variants, String complaint) {
    bench("--what", "certify", "--compare", variants).assertRefused(complaint);
  }

  @Test
  void aBuildThatMeasuresInAnotherWayIsNamed() throws IOException {
    Path jar = folder.resolve("other.jar");
    try (JarOutputStream none = new JarOutputStream(Files.newOutputStream(jar))) {
      none.putNextEntry(new ZipEntry("nothing"));
    }
    Outcome outcome = bench("--what", "certify", "--compare", "base,jar=" + jar);
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("cannot be measured beside this build"), outcome.err());
    Smoothadv.call("bench", "--serve", "99", "--what", "certify")
        .assertRefused("by protocol", "not 99");
  }

  @Test
  void processesEndWithTheOneThatStartedThem() throws IOException, InterruptedException {
    List<String> words =
        List.of("bench", "--what", "certify", "--arch", "cifar-resnet-8", "--rounds", "100000");
    List<ProcessHandle> measured = new ArrayList<>();
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, words)) {
      while (measured.size() < 2) {
        assertTrue(process.handle().isAlive(), "the program ended early");
        Thread.sleep(50);
        measured = process.handle().children().toList();
      }
      process.kill();
    }
    for (ProcessHandle each : measured) {
      each.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void stepsOfObjectivesAreComparedWithThoseOfGaussianTraining() {
    String[] words = {"--what", "step", "--arch", "cifar-resnet-8", "--noise-samples", "2"};
    List<String> all = new ArrayList<>(List.of(words));
    String variants =
        "objective=cross-entropy,objective=consistency,objective=macer,objective=stability,objective=smoothmix";
    all.addAll(List.of("--compare", variants));
    String report = bench(all.toArray(String[]::new)).assertDone().out();
    for (String name : variants.split(",", -1)) {
      assertTrue(report.lines().anyMatch(line -> line.contains(name)), report);
    }
    bench("--what", "step", "--objective", "consistency")
        .assertRefused("--noise-samples is 1; but --objective consistency compares noises");
    bench("--objective", "macer")
        .assertRefused("--objective is macer; accepted with --what step or train");
    bench("--what", "certify", "--objective", "macer")
        .assertRefused("--objective is macer; accepted with --what step or train");
  }
}
