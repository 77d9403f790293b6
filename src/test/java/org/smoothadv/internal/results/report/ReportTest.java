package org.smoothadv.internal.results.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;

class ReportTest {
  private static final String LOG =
      "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.57\t1\t1.0\n";

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

  @Test
  void nothingFromOutsideTheFolderGetsIntoThePage() throws IOException {
    ExampleRun.write(folder, "ours");
    ExampleRun.write(folder, "outside");
    Path ours = folder.resolve("ours");
    Path outside = folder.resolve("outside");
    Files.writeString(outside.resolve("secret.json"), "{\"dataset\": \"secret\", \"sigma\": 7.5}");
    Files.writeString(
        outside.resolve("run.json"), "{\"configuration\": {\"dataset\": \"secret\"}}");
    Files.writeString(outside.resolve("train.tsv"), "epoch\tsecret_loss\n1\t1\n");
    String undisturbed = Report.of(ours).html();
    // A picture, a log, its description, a run, a folder; a link to the folder itself is followed.
    Path examples = ours.resolve("examples/predict-0.25");
    Files.createSymbolicLink(examples.resolve("9-clean.png"), outside.resolve("examples/0.png"));
    Files.createSymbolicLink(ours.resolve("x.tsv"), outside.resolve("certify-0.25.tsv"));
    Files.createSymbolicLink(ours.resolve("certify-0.25.json"), outside.resolve("secret.json"));
    Files.createSymbolicLink(ours.resolve("sub"), outside);
    Path inner = Files.createDirectory(ours.resolve("inner"));
    Files.createSymbolicLink(inner.resolve("run.json"), outside.resolve("run.json"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), ours);
    for (Path given : List.of(ours, link)) {
      Report report = Report.of(given);
      String html = report.html();
      assertEquals(1, report.notices().size());
      String notice = report.notices().get(0);
      assertTrue(notice.endsWith("leads out of " + given + "; it and 4 more are left out"), notice);
      assertTrue(html.contains("leads out of"), html);
      assertFalse(html.contains("secret"), html);
      assertEquals(
          undisturbed.replaceAll("<title>.*|<h1>.*|<a href.*|<h2.*", ""),
          html.replaceAll("<p class=\"note\">.*\n", "")
              .replaceAll("<title>.*|<h1>.*|<a href.*|<h2.*", ""));
    }
    Files.delete(ours.resolve("train.tsv"));
    Files.createSymbolicLink(ours.resolve("train.tsv"), outside.resolve("train.tsv"));
    assertFalse(Report.of(ours).html().contains("Loss in training"));
  }

  @Test
  void aRunAboveTheFolderDescribesNothingInIt() throws IOException {
    write("run.json", "{\"configuration\": {\"dataset\": \"secret\"}}");
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.writeString(inner.resolve("certify-0.25.tsv"), LOG);
    Report report = Report.of(inner);
    assertFalse(report.html().contains("secret"));
    assertEquals(List.of(), report.notices());
  }

  @Test
  void linksWithinTheFolderAreFollowed() throws IOException {
    ExampleRun.write(folder, "ours");
    Path link = folder.resolve("ours/examples/linked.png");
    Files.createSymbolicLink(link, folder.resolve("ours/examples/0.png"));
    assertTrue(Report.of(folder).html().contains("alt=\"examples/linked.png\""));
  }

  @Test
  void onlyWholePngPicturesAreShown() throws IOException {
    ExampleRun.write(folder, "ours");
    Path examples = folder.resolve("ours/examples");
    byte[] png = Files.readAllBytes(examples.resolve("0.png"));
    byte[] wide = png.clone();
    wide[16] = 1; // 2^24 more pixels
    Map<String, byte[]> others = new TreeMap<>();
    others.put("empty", new byte[0]);
    others.put("longer", Arrays.copyOf(png, png.length + 1));
    others.put("shorter", Arrays.copyOf(png, png.length - 1));
    others.put("signature", Arrays.copyOf(png, 8));
    others.put("text", "root:x:0:0".getBytes(StandardCharsets.UTF_8));
    others.put("wide", wide);
    for (Map.Entry<String, byte[]> other : others.entrySet()) {
      Files.write(examples.resolve(other.getKey() + ".png"), other.getValue());
    }
    Report report = Report.of(folder);
    String html = report.html();
    assertTrue(html.contains("alt=\"examples/0.png\""), html);
    others
        .keySet()
        .forEach(name -> assertFalse(html.contains("examples/" + name + ".png\""), name));
    assertEquals(1, report.notices().size());
    assertTrue(
        report.notices().get(0).contains("empty.png is no PNG picture of at most 4096 x 4096"),
        report.notices().get(0));
    assertTrue(report.notices().get(0).endsWith("it and 5 more are left out"));
  }

  @Test
  void namesAreTextWhereverTheyStand() throws IOException {
    String markup = "<img src=x onerror='alert(1)'>\"&quot;";
    ExampleRun.write(folder, markup);
    Path run = folder.resolve(markup);
    Files.move(run.resolve("certify-0.25.tsv"), run.resolve(markup + ".tsv"));
    Files.move(run.resolve("examples/0.png"), run.resolve("examples/" + markup + ".png"));
    Files.writeString(
        run.resolve(markup + ".json"), "{\"dataset\": \"<script>alert(1)</script>\"}");
    String html = Report.of(folder).html();
    assertFalse(html.contains("<img src=x"), html);
    assertFalse(html.contains("<script>alert"), html);
    assertFalse(html.contains("onerror='"), html);
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
    write("train.tsv", "epoch\t" + "loss".repeat(10_000) + "_loss\n");
    assertComplaint("train.tsv, line 1: a column's name");
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
