package org.smoothadv.results.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

class ReportTest {
  /** Opens a log's images, sorts them twice by radius, and writes down what is to be seen. */
  private static final String PROBE =
      """
      <script>
      const errors = [];
      addEventListener("error", event => errors.push(event.message));
      const details = document.querySelector("details.images");
      details.open = true;
      setTimeout(() => {
        const heading = details.querySelectorAll("th button")[3];
        const images = () => [...details.querySelectorAll("tbody tr")].map(r => r.cells[0].textContent);
        const made = images();
        heading.click();
        const ascending = images();
        heading.click();
        const result = document.createElement("pre");
        const shown = [...document.images].filter(i => i.naturalWidth > 0).length;
        result.textContent = "PROBE " + [made, ascending, images(), errors, shown].join(" / ");
        document.body.append(result);
      }, 500);
      </script>
      """;

  @TempDir Path folder;

  @Test
  void showsARunWithAllThatItsFolderHolds() throws IOException {
    run("ours");
    String html = Report.of(folder.resolve("ours")).html();
    assertTrue(html.contains("<td>configuration.architecture</td><td>cifar-resnet-20</td>"), html);
    assertTrue(html.contains("alt=\"Loss in training\""), html);
    assertTrue(html.contains("alt=\"Accuracy in training\""), html);
    assertTrue(html.contains("alt=\"Certified accuracy\""), html);
    assertTrue(html.contains("alt=\"examples/0.png\""), html);
    assertTrue(html.contains("[0,3,3,0.57,1],\n[20,7,\"abstained\",\"\",0]"), html);
  }

  @Test
  void showsATreeOfRunsAndComparesThem() throws IOException {
    run("ours");
    run("theirs");
    String html = Report.of(folder).html();
    assertTrue(html.contains("<h2>Run ours</h2>") && html.contains("<h2>Run theirs</h2>"), html);
    assertTrue(html.contains("<td>theirs/certify-0.25.tsv</td>"), html);
    assertTrue(html.contains("Best certified accuracy"), html);
  }

  @Test
  void needsNoOtherFileAndNoNetwork() throws IOException {
    run("ours");
    String html = Report.of(folder).html().replaceAll("(src|href)=\"data:[^\"]*\"", "");
    assertFalse(html.contains("http:") || html.contains("https:"), html);
    assertFalse(html.contains("src=") || html.contains("href=") || html.contains("url("), html);
  }

  @Test
  void escapesWhatUsersName() throws IOException {
    run("a <b> & \"c\"");
    String html = Report.of(folder).html();
    assertTrue(html.contains("Run a &lt;b&gt; &amp; &quot;c&quot;"), html);
    assertFalse(html.contains("<b>"), html);
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

  @Test
  void worksInABrowser() throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    Assumptions.assumeTrue(browser.isPresent(), "no chromium on the PATH");
    run("ours");
    String html = Report.of(folder).html().replace("</body>", PROBE + "</body>");
    Path page = Files.writeString(folder.resolve("report.html"), html);
    Process process =
        new ProcessBuilder(
                browser.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String dom = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser does not end");
    String result = dom.substring(dom.indexOf("<pre>PROBE ") + 11, dom.indexOf("</pre>"));
    assertEquals("0,20,40,60 / 60,40,0,20 / 0,40,60,20 /  / 4", result);
  }

  private static Optional<Path> browser() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(
            path ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void assertComplaint(String complaint) {
    var error = assertThrows(InvalidInputException.class, () -> Report.of(folder).html());
    assertTrue(error.getMessage().contains(complaint), error.getMessage());
  }

  /** A run of two epochs, with an example and a log of four images. */
  private void run(String name) throws IOException {
    write(
        name + "/run.json",
        """
        {"format": 1, "configuration": {"dataset": "cifar10", "architecture": "cifar-resnet-20",
         "sigma": 0.25, "attack": "pgd", "epsilon": 0.5, "steps": 2, "noiseSamples": 1}}
        """);
    write(
        name + "/train.tsv",
        "epoch\ttime\ttrain_loss\ttest_acc\tattacked_acc\n0\t1.5\t2.1\t0.25\t\n1\t1.5\t1.9\t0.3\t0.2\n");
    write(
        name + "/certify-0.25.tsv",
        "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.57\t1\t1.0\n20\t7\t-1\t0.0\t0\t1.0\n40\t4\t8\t0.30000000\t0\t1.0\n60\t4\t4\t0.05\t1\t1.0\n");
    Files.createDirectories(folder.resolve(name + "/examples"));
    ImageIO.write(
        new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB),
        "png",
        folder.resolve(name + "/examples/0.png").toFile());
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
