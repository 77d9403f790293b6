package org.smoothadv.results.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;

class ReportTest {
  private static final String PREDICTION =
      "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\n0\t3\t3\t3\t1\t1.0\n20\t7\t-1\t3\t0\t1.0\n";

  @TempDir Path folder;

  @Test
  void showsARunWithAllThatItsFolderHolds() throws IOException {
    ExampleRun.write(folder, "ours");
    String html = Report.of(folder.resolve("ours")).html();
    assertTrue(html.contains("<dt>architecture</dt><dd>cifar-resnet-20</dd>"), html);
    assertTrue(html.contains("<dt>machine.threads</dt><dd>2</dd>"), html);
    assertTrue(html.contains("alt=\"Loss in training\""), html);
    assertTrue(html.contains("alt=\"Accuracy in training\""), html);
    assertTrue(html.contains("alt=\"Certified accuracy of each log\""), html);
    assertTrue(html.contains("alt=\"examples/0.png\""), html);
    assertTrue(html.contains("[0,3,3,0.57],\n[20,7,-1,0"), html);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0.4914, 0.4822, 0.4465] | [0.2023, 0.1994, 0.2010] | standard",
        "[0.4914, 0.4822, 0.4465] | [1.0, 1.0, 1.0] | centre",
        "[0.0, 0.0, 0.0] | [1.0, 1.0, 1.0] | none",
        "[0.5, 0.25, 0.5] | [0.5, 0.5, 0.25] | 0.5,0.25,0.5/0.5,0.5,0.25"
      })
  void saysTheNormalisationAsTheCommandLineDoes(String mean, String deviation, String text)
      throws IOException {
    write(
        "run.json",
        """
        {"configuration": {"architecture": "cifar-resnet-20", "milestones": [10, 20],
         "normalization": {"mean": %s, "standardDeviation": %s}}}
        """
            .formatted(mean, deviation));
    String html = Report.of(folder).html();
    assertTrue(html.contains("<dt>normalization</dt><dd>" + text + "</dd>"), html);
    assertTrue(html.contains("<dt>milestones</dt><dd>10, 20</dd>"), html);
    assertFalse(html.contains("standardDeviation"), html);
  }

  @Test
  void aValueOfManyCharactersHasALineOfItsOwn() throws IOException {
    write("run.json", "{\"origin\": {\"sha256\": \"" + "0123".repeat(16) + "\"}}");
    String html = Report.of(folder).html();
    assertTrue(html.contains("<div class=\"long\"><dt>origin.sha256</dt>"), html);
  }

  @Test
  void aRowBeginsWithWhatTellsItFromOthers() throws IOException {
    ExampleRun.write(folder, "ours");
    ExampleRun.write(folder, "theirs");
    String html = Report.of(folder).html();
    assertTrue(html.contains("<tr><td>theirs/certify-0.25.tsv</td>"), html);
    assertTrue(html.contains("<tr><td>theirs/predict-0.25.tsv</td>"), html);
    // The best at radius 0.
    assertTrue(html.contains("<tr><td class=\"number\">0</td>"), html);
  }

  @Test
  void showsTheImagesOfAnExampleSideBySideWithTheAnswer() throws IOException {
    ExampleRun.write(folder, "ours");
    String html = Report.of(folder.resolve("ours")).html();
    String figure = html.substring(html.indexOf("<div class=\"parts\">"));
    List<String> captions =
        Pattern.compile("<figcaption>(.*?)</figcaption>")
            .matcher(figure)
            .results()
            .map(caption -> caption.group(1))
            .limit(4)
            .toList();
    assertEquals(
        List.of(
            "clean", "adversarial", "difference", "examples/predict-0.25/20: class 7, answered 5"),
        captions);
  }

  @Test
  void saysHowManyExamplesItDoesNotShow() throws IOException {
    ExampleRun.write(folder, "ours");
    Path examples = folder.resolve("ours/examples");
    for (int i = 1; i <= 42; i++) {
      Files.copy(examples.resolve("0.png"), examples.resolve(i + ".png"));
    }
    String html = Report.of(folder.resolve("ours")).html();
    assertTrue(html.contains("alt=\"examples/39.png\""), html);
    assertFalse(html.contains("alt=\"examples/40.png\""), html);
    assertTrue(html.contains("<p>4 more are in the folder.</p>"), html);
  }

  @Test
  void showsATreeOfRunsAndComparesThem() throws IOException {
    ExampleRun.write(folder, "ours");
    ExampleRun.write(folder, "theirs");
    String html = Report.of(folder).html();
    assertTrue(html.contains(">Run ours</h2>") && html.contains(">Run theirs</h2>"), html);
    assertTrue(html.contains("<td>theirs/certify-0.25.tsv</td>"), html);
    assertTrue(html.contains("Best certified accuracy"), html);
  }

  @Test
  void needsNoOtherFileAndNoNetwork() throws IOException {
    ExampleRun.write(folder, "ours");
    String html =
        Report.of(folder).html().replaceAll("(src=\"data:|href=\"data:|href=\"#)[^\"]*\"", "");
    assertFalse(html.contains("http:") || html.contains("https:"), html);
    assertFalse(html.contains("src=") || html.contains("href=") || html.contains("url("), html);
  }

  @Test
  void escapesWhatUsersName() throws IOException {
    ExampleRun.write(folder, "a <b> & \"c\"");
    String html = Report.of(folder).html();
    assertTrue(html.contains("Run a &lt;b&gt; &amp; &quot;c&quot;"), html);
    assertFalse(html.contains("a <b>"), html);
  }

  @Test
  void showsWhatAttacksLeave() throws IOException {
    for (String epsilon : new String[] {"0.25", "0.5"}) {
      write("predict-" + epsilon + ".tsv", PREDICTION);
      write(
          "predict-" + epsilon + ".json",
          "{\"attack\": \"pgd\", \"epsilon\": %s}".formatted(epsilon));
    }
    String html = Report.of(folder).html();
    assertTrue(
        html.contains("alt=\"Share of images that are classified correctly under attack"), html);
    assertTrue(html.contains("<td>predict-0.5.tsv</td>"), html);
    assertFalse(html.contains("Certified accuracy"), html);
  }

  @Test
  void reportsARunThatHasOnlyBegun() throws IOException {
    write("run.json", "{\"configuration\": {\"dataset\": \"cifar10\"}}");
    write("train.tsv", "epoch\ttrain_loss\n");
    String html = Report.of(folder).html();
    assertTrue(html.contains("No epoch of the training is finished yet"), html);
  }

  @Test
  void answersBadInput() throws IOException {
    assertComplaint("there is nothing to report");
    write("run.json", "{\"configuration\": {\"dataset\": \"cifar10\"}}");
    write("train.tsv", "epoch\ttrain_loss\n0\t2.1\n1\tx\n");
    assertComplaint("train.tsv, line 3: there must be 2 numbers");
    write("train.tsv", "loss\n");
    assertComplaint("train.tsv, line 1");
    write("run.json", "[");
    assertComplaint("run.json is not a JSON object");
    var error =
        assertThrows(
            InvalidInputException.class, () -> Report.of(folder.resolve("train.tsv")).html());
    assertTrue(error.getMessage().contains("is not a folder"), error.getMessage());
  }

  private void assertComplaint(String complaint) {
    var error = assertThrows(InvalidInputException.class, () -> Report.of(folder).html());
    assertTrue(error.getMessage().contains(complaint), error.getMessage());
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
