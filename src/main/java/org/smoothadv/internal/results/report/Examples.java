package org.smoothadv.internal.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.internal.results.source.Reach;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogRecord.PredictionRecord;

/**
 * The adversarial examples of a run: PNG files below its folder "examples". Those that are named as
 * in {@code examples/predict-0.25/20-clean.png}, {@code -adversarial.png} and {@code
 * -difference-x8.png}, eight times magnified, are shown side by side, with what the log {@code
 * predict-0.25.tsv} of the run says of image 20.
 */
final class Examples {
  /** So that the page stays below a few megabytes. */
  private static final int MOST = 40;

  private static final String FOLDER = "examples";

  /** In alphabetical order the attacked image would come first. */
  private static final List<String> PARTS = List.of("clean", "adversarial", "difference");

  private static final Pattern PART =
      Pattern.compile("(.+)-(" + String.join("|", PARTS) + ")(?:-x(\\d+))?\\.png");

  private final Path run;
  private final Reach reach;
  private final Pictures pictures;
  private final Map<Path, SortedMap<String, Path>> examples = new LinkedHashMap<>();
  private final Map<Path, Map<String, String>> answers = new LinkedHashMap<>();

  private Examples(Path run, Reach reach, Pictures pictures) {
    this.run = run;
    this.reach = reach;
    this.pictures = pictures;
  }

  /** A heading and the examples; nothing where there are none. */
  static String of(Path run, Reach reach, Pictures pictures) throws IOException {
    Examples examples = new Examples(run, reach, pictures);
    for (Path file : reach.filesBelow(run).files()) {
      Path name = run.relativize(file);
      if (name.getNameCount() > 1 && name.startsWith(FOLDER) && name.toString().endsWith(".png")) {
        examples.add(name);
      }
    }
    return examples.html();
  }

  private void add(Path name) {
    Matcher part = PART.matcher(name.getFileName().toString());
    boolean isPart = part.matches();
    examples
        .computeIfAbsent(
            isPart ? name.resolveSibling(part.group(1)) : name,
            unused -> new TreeMap<>(Comparator.comparing(Examples::place)))
        .put(isPart ? caption(part) : "", name);
  }

  private static String caption(Matcher part) {
    return part.group(2) + (part.group(3) == null ? "" : " \u00d7 " + part.group(3));
  }

  private static int place(String caption) {
    return PARTS.indexOf(caption.replaceFirst(" .*", ""));
  }

  private String html() throws IOException {
    if (examples.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder(Html.heading(3, "Adversarial examples"));
    html.append("<div class=\"row\">\n");
    for (Path example : examples.keySet().stream().limit(MOST).toList()) {
      html.append(figure(example, examples.get(example)));
    }
    html.append("</div>\n");
    if (examples.size() > MOST) {
      html.append(Html.paragraph("%d more are in the folder.".formatted(examples.size() - MOST)));
    }
    return html.toString();
  }

  private String figure(Path example, Map<String, Path> parts) throws IOException {
    if (parts.containsKey("")) {
      return image("example part", parts.get(""), example.toString());
    }
    StringBuilder images = new StringBuilder();
    for (Map.Entry<String, Path> part : parts.entrySet()) {
      images.append(image("part", part.getValue(), part.getKey()));
    }
    return images.isEmpty()
        ? ""
        : """
          <figure class="example"><div class="parts">
          %s</div><figcaption>%s</figcaption></figure>
          """
            .formatted(images, Html.escaped(example + answer(example)));
  }

  private String image(String cssClass, Path file, String caption) throws IOException {
    return pictures
        .read(run.resolve(file))
        .map(png -> Html.figure(cssClass, "image/png", png, caption))
        .orElse("");
  }

  /** As in ": class 3, answered 5"; empty where there is no log of that name, or not this image. */
  private String answer(Path example) throws IOException {
    Path log = run.resolve(example.getParent().getFileName() + ".tsv");
    if (!answers.containsKey(log)) {
      answers.put(log, reach.hasFile(log) ? answers(log) : Map.of());
    }
    return answers.get(log).getOrDefault(example.getFileName().toString(), "");
  }

  private static Map<String, String> answers(Path log) throws IOException {
    Map<String, String> answers = new LinkedHashMap<>();
    for (PredictionRecord image : LogReader.read(log, LogFormat.PREDICTION).records()) {
      String answer =
          image.predict() == LogRecord.ABSTAIN ? "abstained" : "answered " + image.predict();
      answers.put(
          Integer.toString(image.index()), ": class %d, %s".formatted(image.label(), answer));
    }
    return answers;
  }
}
