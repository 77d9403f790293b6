package org.smoothadv.internal.results.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the page in a headless Chromium, which writes down what it finds as the page ends. */
class ReportInBrowserTest {
  /** Collects from the start what goes wrong, wherever it is said. */
  private static final String LISTEN =
      """
      <script>
      const wrong = [];
      addEventListener("error", event => wrong.push(event.message ?? "a resource"), true);
      addEventListener("unhandledrejection", event => wrong.push(String(event.reason)));
      addEventListener("securitypolicyviolation", event => wrong.push(event.violatedDirective));
      for (const level of ["error", "warn"]) {
        console[level] = (...words) => wrong.push(words.join(" "));
      }
      </script>
      """;

  /** Sorts the images by radius twice and by correctness, and the table of accuracies. */
  private static final String PROBE =
      """
      <script>
      setTimeout(() => {
        const column = (table, i) => [...table.tBodies[0].rows].map(row => row.cells[i].textContent);
        const click = (table, i) => table.querySelectorAll("th button")[i].click();
        const images = document.querySelector("details.images table");
        const found = { made: column(images, 0), radii: column(images, 3) };
        click(images, 3);
        found.ascending = column(images, 0);
        click(images, 3);
        found.descending = column(images, 0);
        click(images, 4);
        found.correct = column(images, 4);
        const accuracies = document.querySelector("table");
        click(accuracies, 0);
        click(accuracies, 0);
        found.logs = column(accuracies, 0);
        found.images = [...document.images].map(image => image.naturalWidth > 0);
        found.fetched = performance.getEntriesByType("resource")
          .map(entry => entry.name).filter(name => !name.startsWith("data:"));
        found.wrong = wrong;
        const result = document.createElement("pre");
        result.textContent = "FOUND" + JSON.stringify(found);
        document.body.append(result);
      }, 500);
      </script>
      """;

  /** Shows the report as wide as a window of that kind, and what is found in it. */
  private static final String WINDOW =
      """
      <!DOCTYPE html>
      <title>window</title>
      <script>
      addEventListener("message", event => {
        const result = document.createElement("pre");
        result.textContent = "FOUND" + event.data;
        document.body.append(result);
      });
      </script>
      <body><iframe src="report.html" width="%d" height="800"></iframe></body>
      """;

  /** What axe-core complains of, and what it does not look at. */
  private static final String INSPECTION =
      """
      <script>
      addEventListener("load", async () => {
        const found = { width: innerWidth, dark: matchMedia("(prefers-color-scheme: dark)").matches };
        const result = await axe.run();
        found.passes = result.passes.length;
        found.violations = result.violations
          .filter(rule => rule.impact === "serious" || rule.impact === "critical")
          .map(rule => rule.id + ": " + rule.nodes.map(node => node.html).join(" "));
        const wide = document.querySelector(".wide");
        wide.scrollLeft = 10000;
        found.scrolled = wide.scrollLeft > 0;
        const left = element => Math.round(element.getBoundingClientRect().left);
        found.moved = left(wide.querySelector("td")) - left(wide);
        const chart = document.querySelector(".chart img");
        found.chart = chart.getBoundingClientRect().width / chart.naturalWidth;
        found.page = document.documentElement.scrollWidth - innerWidth;
        found.lines = Math.max(...[...document.querySelectorAll(".settings dd")]
          .map(value => value.getClientRects()[0].height / parseFloat(getComputedStyle(value).lineHeight)));
        const button = wide.querySelector("button");
        button.focus();
        found.ring = getComputedStyle(button).outlineStyle;
        found.paper = getComputedStyle(document.body).backgroundColor;
        parent.postMessage(JSON.stringify(found), "*");
      });
      </script>
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"390, false", "390, true", "1280, false", "1280, true"})
  void everyoneCanReadItOnAPhoneToo(int width, boolean dark)
      throws IOException, InterruptedException {
    Browser.require();
    ExampleRun.write(folder, "runs/ours");
    ExampleRun.write(folder, "runs/theirs");
    // Zeros in the table of accuracies, and a notice about different images.
    Files.writeString(
        folder.resolve("runs/certify-0.25.tsv"),
        "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.01\t1\t1.0\n");
    String axe = "<script>" + axe() + "</script>";
    String html =
        Report.of(folder.resolve("runs")).html().replace("</body>", axe + INSPECTION + "</body>");
    Files.writeString(folder.resolve("report.html"), html);
    Path window = Files.writeString(folder.resolve("window.html"), WINDOW.formatted(width));
    JsonObject found =
        Browser.found(folder, window, dark ? new String[] {"--force-dark-mode"} : new String[0]);
    assertEquals(width, found.get("width").getAsInt());
    assertEquals(dark, found.get("dark").getAsBoolean());
    assertEquals(dark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)", found.get("paper").getAsString());
    assertTrue(found.get("passes").getAsInt() > 15, found.toString());
    assertEquals("[]", found.get("violations").toString());
    assertEquals("solid", found.get("ring").getAsString());
    assertTrue(width > 390 || found.get("scrolled").getAsBoolean(), found.toString());
    assertTrue(found.get("chart").getAsDouble() > 0.95, found.toString());
    assertTrue(found.get("page").getAsInt() <= 0, found.toString());
    assertTrue(found.get("lines").getAsDouble() < 2.5, found.toString());
    assertTrue(Math.abs(found.get("moved").getAsInt()) <= 1, found.toString());
  }

  private static String axe() throws IOException {
    try (InputStream in =
        ReportInBrowserTest.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void opensTenThousandImagesInUnderThreeSeconds() throws IOException, InterruptedException {
    Browser.require();
    StringBuilder log = new StringBuilder("idx\tlabel\tpredict\tradius\tcorrect\ttime\n");
    for (int i = 0; i < 10_000; i++) {
      log.append("%d\t3\t%d\t0.%04d\t%d\t1.0\n".formatted(i, 3 + i % 2, i, 1 - i % 2));
    }
    Files.writeString(folder.resolve("certify-0.5.tsv"), log);
    String html =
        Report.of(folder)
            .html()
            .replace(
                "</body>",
                """
                <script>
                const rows = document.querySelectorAll("details.images tbody tr").length;
                const height = document.body.getBoundingClientRect().height;
                const result = document.createElement("pre");
                result.textContent =
                  "FOUND" + JSON.stringify({ rows: rows, height: height, time: performance.now() });
                document.body.append(result);
                </script></body>""");
    JsonObject found =
        Browser.found(folder, Files.writeString(folder.resolve("report.html"), html));
    assertEquals(10_000, found.get("rows").getAsInt());
    assertTrue(found.get("height").getAsDouble() > 0, found.toString());
    // A machine that is not idle may take a few times as long.
    assertTrue(found.get("time").getAsDouble() < 4 * 3000, found.toString());
  }

  @Test
  void showsItsImagesAndSortsItsTablesWithoutAnError() throws IOException, InterruptedException {
    Browser.require();
    ExampleRun.write(folder, "runs/ours");
    ExampleRun.write(folder, "runs/theirs");
    String html =
        Report.of(folder.resolve("runs"))
            .html()
            .replace("<style>", LISTEN + "<style>")
            .replace("</body>", PROBE + "</body>");
    Path page = Files.writeString(folder.resolve("report.html"), html);
    JsonObject found = Browser.found(folder, page);
    assertEquals("[]", found.get("wrong").toString());
    assertEquals("[]", found.get("fetched").toString());
    assertEquals(texts("0", "20", "40", "60"), found.get("made").toString());
    assertEquals(texts("0.57", "", "0.3", "0.05"), found.get("radii").toString());
    assertEquals(texts("60", "40", "0", "20"), found.get("ascending").toString());
    assertEquals(texts("0", "40", "60", "20"), found.get("descending").toString());
    assertEquals(texts("no", "no", "yes", "yes"), found.get("correct").toString());
    assertEquals(
        texts("theirs/certify-0.25.tsv", "ours/certify-0.25.tsv"), found.get("logs").toString());
    // The chart of all logs; of each run two of its training and four images of its examples.
    assertEquals(
        Collections.nCopies(1 + 2 * 6, true).toString().replace(" ", ""),
        found.get("images").toString());
  }

  private static String texts(String... texts) {
    return "[\"" + String.join("\",\"", texts) + "\"]";
  }
}
