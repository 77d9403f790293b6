package org.smoothadv.results.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        const last = accuracies.querySelectorAll("th").length - 1;
        click(accuracies, last);
        click(accuracies, last);
        found.logs = column(accuracies, last);
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

  private static final Pattern RESULT = Pattern.compile("<pre>FOUND(.*?)</pre>", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void showsItsImagesAndSortsItsTablesWithoutAnError() throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    Assumptions.assumeTrue(browser.isPresent(), "no chromium on the PATH");
    ExampleRun.write(folder, "runs/ours");
    ExampleRun.write(folder, "runs/theirs");
    String html =
        Report.of(folder.resolve("runs"))
            .html()
            .replace("<style>", LISTEN + "<style>")
            .replace("</body>", PROBE + "</body>");
    Path page = Files.writeString(folder.resolve("report.html"), html);
    JsonObject found = run(browser.get(), page);
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

  private JsonObject run(Path browser, Path page) throws IOException, InterruptedException {
    Path dom = folder.resolve("dom.html");
    Path messages = folder.resolve("messages.txt");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + Files.createDirectory(folder.resolve("profile")),
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(messages.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the browser does not end: " + Files.readString(messages));
    }
    List<String> consoleLines =
        Files.readString(messages).lines().filter(line -> line.contains(":CONSOLE")).toList();
    assertEquals(List.of(), consoleLines);
    Matcher result = RESULT.matcher(Files.readString(dom, UTF_8));
    assertTrue(result.find(), "the page's scripts do not come to their end");
    return JsonParser.parseString(result.group(1)).getAsJsonObject();
  }

  private static String texts(String... texts) {
    return "[\"" + String.join("\",\"", texts) + "\"]";
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
}
