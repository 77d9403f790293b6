package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.RunFolder;
import org.smoothadv.support.EventFiles;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** {@code train --unlabelled} (appendix E.2), alone and with {@code --fine-tune} (E.3). */
class SelfTrainingCommandTest {
  private static final String[] ATTACK = {
    "--attack", "pgd", "--epsilon", "0.5", "--steps", "1", "--warmup", "0"
  };

  @TempDir Path folder;

  @Test
  void continuedRunEndsAsIfItHadNeverStopped() throws IOException {
    Path file = MoreData.pseudoLabelled(folder.resolve("more.npz"), 40);
    Path whole = train("whole", file, "0.5", more(ATTACK, "--epochs", "2"));
    Path pieces = train("pieces", file, "0.5", more(ATTACK, "--epochs", "1"));
    Smoothadv.call("train", "--resume", "--epochs", "2", "--run", pieces.toString()).assertDone();
    assertArrayEquals(checkpoint(whole), checkpoint(pieces));
    assertEquals(
        Files.readString(whole.resolve("run.json")), Files.readString(pieces.resolve("run.json")));
    assertBothKindsAreTold(whole);
  }

  /** 64 labelled images in batches of 16, and as many steps of the others. */
  private static void assertBothKindsAreTold(Path run) throws IOException {
    List<Map<String, String>> epochs = trainingLog(run);
    assertEquals(2, epochs.size());
    Map<String, Float> curves = curvesOfStep(run, 2);
    Map<String, String> second = epochs.get(1);
    assertEquals("4", second.get("labelled_steps"));
    assertEquals("4", second.get("pseudo_labelled_steps"));
    assertEquals(4, curves.get("steps/labelled"));
    assertEquals(4, curves.get("steps/pseudo_labelled"));
    for (String kind : List.of("labelled", "pseudo_labelled")) {
      double loss = Double.parseDouble(second.get(kind + "_loss"));
      assertTrue(loss > 1 && loss < 5, second.toString());
      assertEquals(loss, curves.get("loss/train_" + kind), 1e-5);
    }
    assertNotEquals(second.get("labelled_loss"), second.get("pseudo_labelled_loss"));
  }

  @Test
  void onlyTheSameExperimentGoesOn() throws IOException {
    Path file = MoreData.pseudoLabelled(folder.resolve("more.npz"), 20);
    Path run = train("run", file, "0.5", "--epochs", "1");
    assertEquals(20, RunFolder.open(run).description().unlabelledImages());
    assertResumeRefused(
        run, List.of("--unlabelled-weight", "1"), "--resume with --unlabelled-weight 1.0", "0.5");
    assertResumeRefused(
        run, List.of("--unlabelled", "other.npz"), "--resume with --unlabelled ", file.toString());
    MoreData.pseudoLabelled(file, 21);
    assertResumeRefused(run, List.of(), "on 20 pseudo-labelled images, now there are 21");
    Files.delete(file);
    assertResumeRefused(run, List.of(), file.toString());
  }

  private static void assertResumeRefused(Path run, List<String> options, String... words) {
    List<String> arguments = new ArrayList<>(List.of("train", "--resume", "--epochs", "2"));
    arguments.addAll(options);
    arguments.addAll(List.of("--run", run.toString()));
    Smoothadv.call(arguments).assertRefused(words);
  }

  /** From 1000 classes to 10, and the words by which tables know the run. */
  @Test
  void pretrainedModelIsFineTunedWithPseudoLabels() throws IOException {
    Path imageNet = MoreData.imageNet32(folder.resolve("imagenet32"), 32);
    Path pretrained = folder.resolve("pretrained");
    String[] source = {"--dataset", "imagenet32", "--data", imageNet.toString(), "--epochs", "1"};
    Smoothadv.call(TinyRun.training(pretrained, source)).assertDone();
    assertEquals(1000, RunFolder.open(pretrained).network().classes());

    Path file = MoreData.pseudoLabelled(folder.resolve("more.npz"), 40);
    String[] start = {"--fine-tune", pretrained.toString(), "--epochs", "1"};
    Path run = train("run", file, "0.5", start);
    RunFolder tuned = RunFolder.open(run);
    RunDescription description = tuned.description();
    assertEquals(10, tuned.network().classes());
    assertEquals(64, description.trainingImages());
    assertEquals(RunFolder.open(pretrained).load().digest(), description.fineTuneDigest());

    Smoothadv.call("certify", "--run", run.toString(), "--max", "2", "--n", "100").assertDone();
    Outcome table = Smoothadv.call("analyze", run.toString(), "--radii", "0").assertDone();
    assertTrue(table.out().contains("pre-trained, self-training, eta 0.5"), table.out());
  }

  @ParameterizedTest
  @CsvSource({
    "0, --unlabelled-weight is 0; accepted is a positive factor",
    "-0.5, --unlabelled-weight is -0.5; accepted is a positive factor",
    "NaN, --unlabelled-weight is 'NaN'; accepted is a number",
    "1e7, --unlabelled-weight is 10000000; accepted is a positive factor"
  })
  void weightThatIsNoFactorIsRefused(String weight, String complaint) {
    assertRefused(List.of("--unlabelled", "more.npz", "--unlabelled-weight", weight), complaint);
  }

  @Test
  void fileAndWeightBelongTogether() {
    assertRefused(
        List.of("--unlabelled", "more.npz"), "--unlabelled-weight is missing", "0.1, 0.5 and 1");
    assertRefused(
        List.of("--unlabelled-weight", "0.5"), "--unlabelled-weight is 0.5", "--unlabelled FILE");
  }

  @Test
  void fileThatCannotBeTrainedOnIsRefused() throws IOException {
    Path file = folder.resolve("more.npz");
    assertFileRefused(file, file + ": no such file");
    MoreData.unlabelled(file, 3);
    assertFileRefused(file, file + ": the images have no labels", "pseudo-label");
    MoreData.pseudoLabelled(file, 3, 0, 10, 2);
    assertFileRefused(file, "'labels' is 10 in record 1", "0 to 9");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
    assertFileRefused(file, file.toString());
  }

  private void assertFileRefused(Path file, String... words) {
    assertRefused(List.of("--unlabelled", file.toString(), "--unlabelled-weight", "0.5"), words);
  }

  private void assertRefused(List<String> options, String... words) {
    Path run = folder.resolve("refused");
    List<String> arguments = TinyRun.training(run, "--limit", "64", "--epochs", "1");
    arguments.addAll(options);
    Smoothadv.call(arguments).assertRefused(words);
    assertTrue(Files.notExists(run), "nothing is written");
  }

  private Path train(String name, Path unlabelled, String weight, String... options) {
    Path run = folder.resolve(name);
    String[] data = {
      "--limit", "64", "--unlabelled", unlabelled.toString(), "--unlabelled-weight", weight
    };
    Smoothadv.call(TinyRun.training(run, more(data, options))).assertDone();
    return run;
  }

  private static String[] more(String[] options, String... further) {
    String[] all = Arrays.copyOf(options, options.length + further.length);
    System.arraycopy(further, 0, all, options.length, further.length);
    return all;
  }

  private static List<Map<String, String>> trainingLog(Path run) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("train.tsv"));
    String[] names = lines.get(0).split("\t", -1);
    List<Map<String, String>> epochs = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split("\t", -1);
      Map<String, String> epoch = new TreeMap<>();
      for (int i = 0; i < names.length; i++) {
        epoch.put(names[i], fields[i]);
      }
      epochs.add(epoch);
    }
    return epochs;
  }

  private static Map<String, Float> curvesOfStep(Path run, long step) throws IOException {
    Map<String, Float> curves = new TreeMap<>();
    for (Event event : EventFiles.all(run)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (event.getStep() == step && value.hasSimpleValue()) {
          curves.put(value.getTag(), value.getSimpleValue());
        }
      }
    }
    return curves;
  }

  private static byte[] checkpoint(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("checkpoints/latest.safetensors"));
  }
}
