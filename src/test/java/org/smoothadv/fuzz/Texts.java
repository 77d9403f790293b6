package org.smoothadv.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.Main;
import org.smoothadv.fuzz.Target.Reader;
import org.smoothadv.fuzz.Target.Sample;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.report.Report;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogReader;
import org.smoothadv.run.RunFolder;

/** Logs, studies and descriptions. */
final class Texts {
  private static final String CERTIFIED =
      """
      idx\tlabel\tpredict\tradius\tcorrect\ttime\tsamples
      0\t3\t3\t0.57312345\t1\t0:00:01.123456\t1100
      20\t7\t-1\t0.0\t0\t0:00:00.500000\t100
      40\t1\t2\t1.2e-05\t0\t1 day, 0:00:00.500000\t1100
      """;

  private static final String PREDICTED =
      """
      time\tidx\tlabel\tpredict\tbasePredict\tcorrect
      1.5\t0\t3\t3\t3\t1
      2.5\t1\t5\t-1\t3\t0
      """;

  private static final String RUN =
      """
      {
        "format": 1,
        "classes": 10,
        "trainingImages": 4000,
        "unlabelledImages": 0,
        "fineTuneDigest": "",
        "configuration": {
          "dataset": "synthetic",
          "data": "",
          "imageSize": 32,
          "unlabelled": "",
          "unlabelledWeight": 0.0,
          "fineTune": "",
          "architecture": "cifar-resnet-8",
          "normalization": {
            "mean": [0.4914, 0.4822, 0.4465],
            "standardDeviation": [0.2023, 0.1994, 0.201]
          },
          "precision": "float32",
          "devices": [],
          "sigma": 0.25,
          "attack": "pgd",
          "gradient": "plugin",
          "attackTarget": "smoothed",
          "noiseAfterAttack": true,
          "inverseTemperature": 1.0,
          "epsilon": 0.5,
          "steps": 2,
          "noiseSamples": 2,
          "warmup": 10,
          "epochs": 6,
          "batch": 64,
          "learningRate": 0.05,
          "learningRateStep": 50,
          "learningRateDecay": 0.1,
          "momentum": 0.9,
          "weightDecay": 1.0E-4,
          "limit": 4000,
          "evaluationLimit": 100,
          "seed": 0
        },
        "machine": {
          "threads": 2,
          "concurrentOperations": 2,
          "description": "Linux amd64, Java 17"
        }
      }
      """;

  private static final String LOG =
      """
      {
        "kind": "certify",
        "run": "/runs/a",
        "model": "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b",
        "dataset": "synthetic",
        "split": "test",
        "sigma": 0.25,
        "n": 1000,
        "n0": 100,
        "alpha": 0.001,
        "seed": 0,
        "shard": "1/1"
      }
      """;

  private static final String EPOCHS =
      "epoch\ttime\tlr\ttrain_loss\ttrain_acc\ttest_loss\ttest_acc\tepsilon\tattacked_acc"
          + "\tlabelled_steps\tlabelled_loss\tpseudo_labelled_steps\tpseudo_labelled_loss\n"
          + "1\t10.5\t0.05\t2.3\t0.1\t2.2\t0.2\t0.05\t0.1\t\t\t\t\n"
          + "2\t10.5\t0.05\t2.0\t0.3\t1.9\t0.4\t0.1\t0.2\t\t\t\t\n";

  private static final String STUDY =
      """
      # A study.
      [train]
      dataset = synthetic
      arch = cifar-resnet-8
      epochs = 1

      [models pgd]
      sigma = 0.25 1/2
      attack = pgd
      epsilon = 127/255
      steps = 2
      noise-samples = 1 2
      [certify]   # all of them
      skip = 5
      [attack a]
      models = pgd/*-m1
      n = 100 200
      max = 3
      [table t]
      out = t.txt
      [figure f]
      out = f.svg
      title = "Certified accuracy"
      """;

  private Texts() {}

  static List<Sample> logs() {
    return List.of(
        new Sample("c.tsv", utf8(CERTIFIED), file -> LogReader.read(file, LogFormat.CERTIFICATION)),
        new Sample("p.tsv", utf8(PREDICTED), file -> LogReader.read(file, LogFormat.PREDICTION)));
  }

  /** What a run's folder holds, one of them damaged, as {@code report} reads them all. */
  static List<Sample> runs(Path folder) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("run.json", RUN);
    files.put("certify-0.25.json", LOG);
    files.put("certify-0.25.tsv", CERTIFIED);
    files.put("train.tsv", EPOCHS);
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample("run/run.json", utf8(RUN), file -> RunFolder.open(file.getParent())));
    for (String damaged : files.keySet()) {
      String run = "report-" + damaged;
      Files.createDirectories(folder.resolve(run));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(run).resolve(file.getKey()), file.getValue());
      }
      samples.add(
          new Sample(
              run + "/" + damaged,
              utf8(files.get(damaged)),
              file -> Report.of(file.getParent()).html()));
    }
    return samples;
  }

  /** Read by the command, which says what would be done. */
  static List<Sample> studies(Path folder) {
    Reader reader =
        file ->
            call("study", file.toString(), "--run", folder.resolve("out").toString(), "--dry-run");
    return List.of(new Sample("a.study", utf8(STUDY), reader));
  }

  /** Runs a command; only one kind of file may be read so at a time. */
  private static void call(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream noted = new ByteArrayOutputStream();
    int status;
    try {
      System.setOut(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(noted, true, StandardCharsets.UTF_8));
      status = Main.run(arguments);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    String message = noted.toString(StandardCharsets.UTF_8);
    if (status == 2) {
      throw new InvalidInputException(message.strip());
    } else if (status != 0) {
      throw new IllegalStateException(message);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
