package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.network.Architectures;

/** The command line as users and scripts meet it. */
class CommandLineTest {
  @TempDir Path folder;

  @Test
  void trainsCertifiesPredictsAndAnalyzes() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    assertEquals("run: run\n", TinyRun.outcome().out());
    assertTrue(TinyRun.outcome().err().contains("epoch 2/2"), TinyRun.outcome().err());

    Outcome certified =
        SmoothadvProcess.run(folder, "certify", "--run", "run", "--skip", "500", "--n", "200");
    assertEquals(
        "log: run/certify-0.25.tsv\nsamples: 300 per image, n0 included\n",
        certified.assertDone().out());
    List<String> lines = Files.readAllLines(run.resolve("certify-0.25.tsv"));
    assertEquals(
        "idx\tlabel\tpredict\tradius\tcorrect\ttime\tsamples\tcandidate\tvotes\tsettings",
        lines.get(0));
    assertEquals(List.of("0", "500", "1000", "1500"), firstFields(lines));

    Outcome predicted =
        Smoothadv.call("predict", "--run", run.toString(), "--max", "3", "--n", "200");
    assertEquals("log: " + run + "/predict-0.25.tsv\n", predicted.assertDone().out());
    List<String> predictions = Files.readAllLines(run.resolve("predict-0.25.tsv"));
    assertEquals(
        "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\tvotes\tsettings", predictions.get(0));
    assertEquals(List.of("0", "1", "2"), firstFields(predictions));

    Outcome table = Smoothadv.call("analyze", run.toString(), "--format", "csv", "--radii", "0,9");
    List<String> rows = table.assertDone().out().lines().toList();
    assertEquals(3, rows.size(), table.out());
    assertTrue(rows.get(1).startsWith("certify-0.25.tsv,synthetic,none,"), table.out());
    assertTrue(rows.get(2).contains(",4,9,0,"), "4 images, none certified at 9: " + table.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --columns acr,mean        | --columns 'mean' is not known: give some of images, accuracy, abstention, acr, median_radius, samples_per_image, seconds_per_image, n, alpha, which, answered_accuracy
          --columns acr --table linf    | --columns does not go with --table linf
          --columns n --table summary   | --columns does not go with --table summary
          --radii 0 --table summary     | --radii does not go with --table summary
          --per sigma --table summary   | --per does not go with --table summary
          """)
  void tablesRefuseColumnsAndOptionsThatTheyDoNotHave(String options, String complaint)
      throws IOException {
    Path log = folder.resolve("sigma_0.25");
    Files.writeString(log, "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.5\t1\t1.0\n");
    List<String> arguments = new ArrayList<>(List.of("analyze", log.toString()));
    arguments.addAll(List.of(options.split(" ")));
    Outcome refused = Smoothadv.call(arguments);
    assertEquals(2, refused.status());
    assertEquals("smoothadv: " + complaint, refused.err().strip());
  }

  @Test
  void analyzesInAProcessThatNeverLoadsTensorFlow() throws IOException, InterruptedException {
    Path log =
        Files.writeString(
            folder.resolve("sigma_0.25"),
            "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.5\t1\t1.0\n");
    assertLoadsNoTensorFlow("analyze", log.toString());
  }

  @Test
  void describesOptionsInAProcessThatNeverLoadsTensorFlow()
      throws IOException, InterruptedException {
    Outcome help = assertLoadsNoTensorFlow("certify", "--help");
    assertTrue(help.out().startsWith("smoothadv certify [options]\n"), help.out());
    assertEquals("", help.err());
  }

  private Outcome assertLoadsNoTensorFlow(String... arguments)
      throws IOException, InterruptedException {
    Path classes = folder.resolve("classes.txt");
    List<String> watch = List.of("-Xlog:class+load=info:file=" + classes);
    List<String> command = SmoothadvProcess.command(watch, List.of(arguments));
    try (var process = SmoothadvProcess.startCommand(folder, command)) {
      Outcome outcome = process.await().assertDone();
      String loaded = Files.readString(classes);
      assertTrue(
          loaded.contains("org.smoothadv.internal.command.CommandLine"), "classes are listed");
      assertFalse(loaded.contains(" org.tensorflow."), "no class of TensorFlow is loaded");
      return outcome;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train   | --dataset=(cifar10) --data=(datasets/NAME --arch=(cifar-resnet-110) --fine-tune= --unlabelled=(none) --unlabelled-weight=0.5 --precision=(float32) --sigma= --attack=(none) --epsilon= --steps= --noise-samples=(1 --warmup=(10) --epochs=(150) --batch=(256) --learning-rate=(0.1) --learning-rate-step=(50) --learning-rate-decay=(0.1) --momentum=(0.9) --weight-decay=(1e-4) --limit=(all) --eval-limit=(1000 --eval-share=(0.05 --seed=(0) --run= --resume=
          certify | --run= --model= --dataset= --data=(the --sigma=(the --precision=(the --split=(test) --skip=(1) --max=(all) --n0=(100) --n=(100000) --alpha=(0.001) --batch=(64, --seed=(0) --log=(COMMAND-SIGMA.tsv --resume=
          predict | --run= --model= --dataset= --data=(the --sigma=(the --precision=(the --split=(test) --skip=(1) --max=(all) --n=(100000) --alpha=(0.001) --batch=(64, --seed=(0) --log=(COMMAND-SIGMA.tsv --resume=
          analyze | --table=(accuracy) --radii= --columns= --format= --out=
          plot    | --title= --label= --out=
          report  | --out=
          export  | --run= --sigma=(the --precision=(the --batch=(64, --out=
          bench   | --what=(certify,attack,train) --arch= --precision=(float32) --batch= --steps= --noise-samples=(1)
          study   | --run= --data=(the --only=(all) --dry-run=
          quickstart | --run=(runs/quickstart) --seed=(0)
          """)
  void helpListsEveryOptionWithItsDefault(String command, String expected) {
    Outcome help = Smoothadv.call(command, "--help").assertDone();
    for (String option : expected.split(" ", -1)) {
      String name = option.substring(0, option.indexOf('='));
      String value = option.substring(option.indexOf('=') + 1);
      String entry = entry(help.out(), name);
      assertTrue(entry.contains(value), name + " with " + value + " in: " + entry);
    }
    assertEquals("", help.err());
  }

  /** An option's lines, joined. */
  private static String entry(String help, String option) {
    int start = help.indexOf("\n  " + option + " ");
    assertTrue(start >= 0, option + " in " + help);
    String rest = help.substring(start + 3);
    int end = rest.indexOf("\n  --");
    return (end < 0 ? rest : rest.substring(0, end)).replaceAll("\\s+", " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar-resnet-D",
        "wide-resnet-D-K",
        "densenet-D",
        "densenet-bottleneck-D",
        "resnet18-cifar",
        "resnet34-cifar",
        "resnet18",
        "resnet34",
        "resnet50",
        "lenet"
      })
  void helpListsTheArchitectures(String name) {
    String entry = entry(Smoothadv.call("train", "--help").out(), "--arch");
    assertTrue(Arrays.asList(entry.split("[\\s,;:]+")).contains(name), entry);
    assertTrue(
        Architectures.isKnown(
            name.replace("densenet-D", "densenet-40").replace("-D", "-16").replace("-K", "-2")));
  }

  @Test
  void helpListsTheCommands() {
    Outcome help = Smoothadv.call("--help").assertDone();
    for (String command : List.of("train", "certify", "predict", "analyze", "plot")) {
      assertTrue(help.out().contains("\n  " + command + " "), help.out());
    }
  }

  @Test
  void callWithoutCommandIsAnsweredWithTheHelpOnStandardError() {
    Outcome help = Smoothadv.call();
    assertEquals(2, help.status());
    assertEquals("", help.out());
    assertTrue(help.err().contains("smoothadv COMMAND [options]"), help.err());
  }

  @Test
  void helpIsGivenAlsoWhereOtherOptionsAreWrong() {
    Outcome help = Smoothadv.call("certify", "--n", "many", "--help").assertDone();
    assertTrue(help.out().contains("--alpha"), help.out());
  }

  @Test
  void readsOptionsFromAFile() throws IOException {
    Path options =
        Files.writeString(
            folder.resolve("options"),
            """
            # The experiment
            --sigma 0.25 --epochs 0   # two on a line
            --run "%s/a run"

            """
                .formatted(folder));
    Smoothadv.call("train", "@" + options).assertRefused("--epochs is 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void anOptionFileMayBeginWithAByteOrderMark(String charset) throws IOException {
    String text = "\ufeff--sigma 0.25\r\n--epochs -3 --run x\r\n\r\n";
    Path options = Files.write(folder.resolve("options"), text.getBytes(charset));
    Smoothadv.call("train", "@" + options).assertRefused("--epochs is -3");
  }

  @Test
  void aStackTraceIsAskedForInAnOptionFileToo() throws IOException {
    Path options = Files.writeString(folder.resolve("options"), "nowhere --debug\n");
    Outcome traced = Smoothadv.call("analyze", "@" + options);
    assertTrue(traced.err().contains("\tat org.smoothadv."), traced.err());
  }

  /** Where a pattern that tries again and again takes a stack frame for each letter. */
  @Test
  void longWordsInAnOptionFileAreRead() throws IOException {
    String word = "x".repeat(50_000) + "''".repeat(50_000);
    Path options = Files.writeString(folder.resolve("options"), "--sigma " + word);
    Smoothadv.call("train", "--run", "unused", "@" + options).assertRefused("--sigma is 'xxx");
  }

  @Test
  void refusedNumbersAreShownAsPeopleWriteThem() {
    String[] call = {"train", "--run", "unused", "--sigma", "0.25", "--learning-rate"};
    for (String number : List.of("1000000", "0", "-0.5")) {
      String[] words = Arrays.copyOf(call, call.length + 1);
      words[call.length] = number;
      Smoothadv.call(words)
          .assertRefused(
              "--learning-rate is " + number + "; accepted is a positive number below 1000000");
    }
    Smoothadv.call("predict", "--run", "unused", "--n", "-99999999999")
        .assertRefused("--n is '-99999999999'", "at least -2147483648");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --run "never closed | line 1: a quote is not closed
          --sigma 'x y'       | --sigma is 'x y'
          --bogus 1           | there is no option '--bogus'
          """,
      quoteCharacter = '`')
  void namesWhatIsWrongInAnOptionFile(String content, String complaint) throws IOException {
    Path options = Files.writeString(folder.resolve("options"), content);
    Smoothadv.call("train", "--run", "unused", "@" + options).assertRefused(complaint);
  }

  @Test
  void optionFileThatIsMissingIsNamed() {
    Smoothadv.call("train", "@" + folder.resolve("nowhere"))
        .assertRefused("nowhere", "no such file", "accepted is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--epsilon=127/255", "--epsilon 127/255", "--epsilon 0.4980392156862745"})
  void numbersMayBeFractions(String option) throws IOException, InterruptedException {
    // The message shows the number that was read: 127/255 as a double.
    String[] words = ("train --resume --run " + TinyRun.folder() + " " + option).split(" ", -1);
    Smoothadv.call(words).assertRefused("--epsilon 0.4980392156862745", "the run has 0.0");
  }

  @Test
  void stackTraceIsPrintedWithDebugOnly() {
    String[] wrong = {"analyze", folder.resolve("nowhere").toString()};
    Smoothadv.call(wrong).assertRefused("does not exist");
    Outcome traced = Smoothadv.call("analyze", folder.resolve("nowhere").toString(), "--debug");
    assertEquals(2, traced.status());
    assertTrue(traced.err().startsWith("smoothadv: "), traced.err());
    assertTrue(traced.err().contains("\tat org.smoothadv."), traced.err());
  }

  @Test
  void wrongInputEndsTheProcessWithStatusTwo() throws IOException, InterruptedException {
    SmoothadvProcess.run(folder, "train", "--run", "x", "--sigma", "0.1", "--epochs", "none")
        .assertRefused("--epochs is 'none'", "a whole number");
    assertEquals(
        List.of(),
        List.copyOf(Folders.content(folder).keySet().stream().filter(f -> !f.isEmpty()).toList()));
  }

  private static List<String> firstFields(List<String> lines) {
    return lines.stream().skip(1).map(line -> line.substring(0, line.indexOf('\t'))).toList();
  }
}
