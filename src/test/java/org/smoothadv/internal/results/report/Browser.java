package org.smoothadv.internal.results.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A headless Chromium, which writes down the page that its scripts have left. */
final class Browser {
  private static final Pattern RESULT = Pattern.compile("<pre>FOUND(.*?)</pre>", Pattern.DOTALL);

  private Browser() {}

  /** Skips the test where there is none. */
  static void require() {
    Assumptions.assumeTrue(program().isPresent(), "no chromium on the PATH");
  }

  /**
   * Opens a page, of which a script appends a {@code pre} with the word FOUND and an object.
   *
   * @param folder for the browser's files
   * @param options of the browser
   */
  static JsonObject found(Path folder, Path page, String... options)
      throws IOException, InterruptedException {
    Path dom = folder.resolve("dom.html");
    Path messages = folder.resolve("messages.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                program().orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1400,900",
                "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--dump-dom"));
    command.addAll(Arrays.asList(options));
    command.add(page.toUri().toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(messages.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the browser does not end: " + Files.readString(messages));
    }
    // axe-core paints, and is told how to do so faster.
    List<String> consoleLines =
        Files.readString(messages)
            .lines()
            .filter(line -> line.contains(":CONSOLE") && !line.contains("willReadFrequently"))
            .toList();
    assertEquals(List.of(), consoleLines);
    Matcher result = RESULT.matcher(Files.readString(dom, UTF_8));
    assertTrue(result.find(), "the page's scripts do not come to their end");
    return JsonParser.parseString(
            result.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        .getAsJsonObject();
  }

  private static Optional<Path> program() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(
            path ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
