package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.xml.sax.InputSource;

class PlotCommandTest {
  private static final String CERTIFIED = "idx\tlabel\tpredict\tradius\tcorrect\ttime\n";
  private static final String PREDICTED = "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\n";

  @TempDir Path folder;

  @Test
  void drawsAPngWithACurveInTheFirstColour() throws IOException {
    String log = certified("noise_0.25/test/sigma_0.25");
    Path out = folder.resolve("figures/accuracy.png");
    CommandRun run = plot(log, "--out", out.toString());
    assertTrue(run.err().contains("wrote " + out), run.err());
    BufferedImage image = ImageIO.read(out.toFile());
    assertArrayEquals(new int[] {1600, 1040}, new int[] {image.getWidth(), image.getHeight()});
    int[] pixels = image.getRGB(0, 0, 1600, 1040, null, 0, 1600);
    long blue = Arrays.stream(pixels).filter(pixel -> pixel == 0xFF0072B2).count();
    assertTrue(blue > 1000, "only " + blue + " pixels belong to the curve");
  }

  @Test
  void namesCurvesByWhatTellsThemApart() throws IOException {
    certified("PGD_2steps/eps_64/resnet110/noise_0.25/test/sigma_0.25");
    certified("PGD_2steps/eps_64/resnet110/noise_1.00/test/sigma_1.00");
    String svg = svg(folder.toString(), "--title", "Two models");
    assertTrue(svg.contains("\u03c3 = 0.25") && svg.contains("\u03c3 = 1"), svg);
    assertTrue(svg.contains("Two models"), svg);
    assertTrue(svg.contains("<desc>certified accuracy against L2 radius"), svg);
    assertFalse(svg.contains("T = 2"), svg);
  }

  @Test
  void namesCurvesWithoutWhatTheirLogsHaveInCommon() throws IOException {
    for (String seed : List.of("1", "2")) {
      certified("a-run-of-many-options-with-seed-" + seed + "-and-more/certify.tsv");
    }
    assertTrue(svg(folder.toString()).contains(": seed-1; seed-2</desc>"));
    String one = certified("one.tsv");
    String two = certified("two.tsv");
    assertTrue(svg(one, two).contains(": one; two</desc>"));
  }

  @Test
  void tellsLogsOfOneKindApartByTheirShortestNames() throws IOException {
    for (String name : List.of("a/x/sigma_0.25", "b/x/sigma_0.25", "b/x/sigma_0.50")) {
      certified(name);
    }
    String svg = svg(folder.toString());
    assertTrue(svg.contains(": σ = 0.25 (a); σ = 0.25 (b); σ = 0.5</desc>"), svg);
  }

  @Test
  void aFigureIsAsWideAsAsked() throws IOException {
    String log = certified("a/sigma_0.25");
    assertTrue(svg(log, "--preset", "column").contains("viewBox=\"0 0 292 "));
    assertTrue(svg(log, "--preset", "page", "--width", "6").contains("viewBox=\"0 0 576 "));
    assertTrue(svg(log, "--width", "1000").contains("viewBox=\"0 0 1000 "));
    String svg = svg(log, "--width", "127mm", "--font-size", "10.5");
    assertTrue(svg.contains("viewBox=\"0 0 480 ") && svg.contains("font-size:14px"), svg);
  }

  @Test
  void saysWhichLabelsNoFontCanShow() throws IOException {
    String log = certified("a/sigma_0.25");
    String unassigned = "\uD87F\uDFFD";
    String out = folder.resolve("plot.pdf").toString();
    CommandRun run = plot(log, "--label", unassigned, "--out", out);
    assertTrue(run.err().contains("no font of this machine has all characters of"), run.err());
    String latin = plot(log, "--label", "\u0416 \u03b5 \u00e9", "--out", out).err();
    assertFalse(latin.contains("no font"), latin);
    assertTrue(svg(log, "--label", unassigned).contains(unassigned));
  }

  /** An SVG with control characters would be no XML. */
  @Test
  void charactersThatCannotBePrintedAreReplaced() throws Exception {
    String label = "a\nb\u0001c\ud800d";
    String svg = svg(certified("a.tsv"), "--label", label, "--title", label);
    DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
    xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    String text =
        xml.newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement()
            .getTextContent();
    assertTrue(text.contains("a b\ufffdc\ufffdd"), text);
  }

  @Test
  void takesLabelsFromTheUserCommasIncluded() throws IOException {
    String one = certified("a/sigma_0.25");
    String two = certified("b/sigma_0.25");
    String svg = svg(one, two, "--label", "ours, m = 1", "--label", "Cohen et al.");
    assertTrue(svg.contains("ours, m = 1") && svg.contains("Cohen et al."), svg);
  }

  @Test
  void drawsCertifiedAndEmpiricalAccuracyTogether() throws IOException {
    String log = certified("noise_0.25/test/sigma_0.25");
    predicted("N100/PGD_0.000/num_8/predictions");
    predicted("N100/PGD_0.250/num_8/predictions");
    predicted("N100/PGD_0.250/base/predictions");
    String svg = svg(log, folder.resolve("N100").toString(), "--per", "folder");
    assertTrue(svg.contains("certified or empirical accuracy"), svg);
    assertTrue(svg.contains("empirical, m = 8"), svg);
    assertTrue(svg.contains("empirical, base classifier attacked"), svg);
  }

  @Test
  void tellsTheDefencesOfFigure4Apart() throws IOException {
    certified("PGD_2steps_baseAttackExp/with_noise/eps_64/noise_0.25/test/sigma_0.25");
    certified("PGD_2steps_baseAttackExp/without_noise/eps_64/noise_0.00/test/sigma_0.25");
    certified("PGD_2steps_baseAttackExp/without_noise/eps_64/noise_0.25/test/sigma_0.25");
    certified("cohen/noise_0.25/test/sigma_0.25");
    String svg = svg(folder.toString(), "--per", "attack,attack-target,variant");
    assertTrue(
        svg.contains(
            ": PGD; SGD without noise, PGD, base classifier attacked;"
                + " PGD, base classifier attacked; Gaussian</desc>"),
        svg);
    for (String color : List.of("0,114,178", "213,94,0", "0,158,115", "204,121,167")) {
      assertTrue(svg.contains("stroke:rgb(" + color + ");stroke-width:2"), color);
    }
  }

  @Test
  void warnsWhenAttackedModelsAreComparedOnDifferentImages() throws IOException {
    String one = predicted("a/N100/PGD_0.250/num_8/predictions");
    String two = predicted("b/N100/PGD_0.250/num_8/predictions");
    Files.writeString(Path.of(two), PREDICTED + "20\t3\t3\t3\t1\t1.0\n");
    CommandRun run = plot(one, two, "--per", "sigma", "--out", folder.resolve("f.svg").toString());
    assertTrue(run.err().contains("compared on different images"), run.err());
  }

  @Test
  void logsOfOneAttackAtSeveralRadiiMakeOneCurve() throws IOException {
    String one = predicted("N100/PGD_0.000/num_8/predictions");
    String two = predicted("N100/PGD_0.250/num_8/predictions");
    String other = predicted("N1000/PGD_0.250/num_8/predictions");
    assertTrue(svg(one, two, other).contains(": n = 100; n = 1000</desc>"));
    assertTrue(svg(one, two, other, "--per", "folder").contains(": n = 100; n = 1000</desc>"));
  }

  @Test
  void aFolderMakesOneEnvelope() throws IOException {
    certified("ours/a/sigma_0.25");
    certified("ours/b/sigma_0.50");
    certified("cohen/a/sigma_0.25");
    String svg =
        svg(
            folder.resolve("ours").toString(),
            folder.resolve("cohen").toString(),
            "--per",
            "folder");
    assertTrue(svg.contains(": ours; cohen</desc>"), svg);
    assertFalse(svg.contains("\u03c3"), svg);
  }

  @Test
  void answersBadInput() throws IOException {
    String log = certified("a/sigma_0.25");
    for (int i = 0; i < 33; i++) {
      certified("many/" + i + "/sigma_0.25");
    }
    String out = folder.resolve("plot.png").toString();
    String empty = Files.createDirectory(folder.resolve("empty")).toString();
    assertComplaint("names ending in .png, .svg or .pdf", log, "--out", "plot.gif");
    assertComplaint("--width is 'wide'; accepted", log, "--out", out, "--width", "wide");
    assertComplaint("--width is '0.2in'; accepted", log, "--out", out, "--width", "0.2in");
    assertComplaint("--font-size is 0.0; accepted", log, "--out", out, "--font-size", "0");
    assertComplaint("--font-size is 90.0; accepted", log, "--out", out, "--font-size", "90");
    assertComplaint("no logs are found in " + empty, empty, "--out", out);
    assertComplaint("--out is missing", log);
    String torn = write("torn", CERTIFIED + "0\t3\n");
    assertComplaint(torn + ", line 2: there must be 6", torn, "--out", out);
    Files.delete(Path.of(torn));
    assertComplaint("--label is given 2 times", log, "--out", out, "--label", "a", "--label", "b");
    assertComplaint("--per is an empty list", log, "--out", out, "--per", "");
    assertComplaint("--per 'sgima' is not known", log, "--out", out, "--per", "sgima");
    assertComplaint("34 curves", folder.toString(), "--out", out);
    assertComplaint("--max-radius is 0; accepted", log, "--out", out, "--max-radius", "0");
    assertFalse(Files.exists(Path.of(out)));
  }

  @Test
  void tellsOfPredictionLogsThatMakeNoPoint() throws IOException {
    String log = certified("a/sigma_0.25");
    String unknown = predicted("my-predictions");
    CommandRun run = plot(log, unknown, "--out", folder.resolve("plot.svg").toString());
    assertTrue(run.err().contains("1 prediction log is left out: the radius"), run.err());
  }

  @Test
  void warnsWhenAnEnvelopeIsOverDifferentImages() throws IOException {
    certified("a/sigma_0.25");
    write("b/sigma_0.25", CERTIFIED + "0\t3\t3\t0.57\t1\t1.0\n");
    String out = folder.resolve("plot.svg").toString();
    CommandRun run = plot(folder.toString(), "--per", "sigma", "--out", out);
    assertTrue(run.err().contains("compared on different images"), run.err());
    assertTrue(run.err().contains("image 0 (1 log)"), run.err());
  }

  @Test
  void saysWhenThereIsNothingToPlot() throws IOException {
    String log = predicted("my-predictions");
    assertComplaint("nothing to plot", log, "--out", folder.resolve("plot.png").toString());
  }

  private static void assertComplaint(String complaint, String... arguments) {
    var error = assertThrows(InvalidInputException.class, () -> plot(arguments));
    String message = Failure.of(error).message();
    assertTrue(message.contains(complaint), message);
  }

  private static CommandRun plot(String... arguments) throws IOException {
    return CommandRun.of(new PlotCommand(), arguments);
  }

  private String svg(String... arguments) throws IOException {
    Path out = folder.resolve("plot.svg");
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--out";
    all[arguments.length + 1] = out.toString();
    assertEquals("", plot(all).out());
    return Files.readString(out);
  }

  private String certified(String name) throws IOException {
    return write(name, CERTIFIED + "0\t3\t3\t0.57\t1\t1.0\n20\t7\t7\t0.25\t1\t1.0\n");
  }

  private String predicted(String name) throws IOException {
    return write(name, PREDICTED + "0\t3\t3\t3\t1\t1.0\n20\t7\t-1\t3\t0\t1.0\n");
  }

  private String write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content).toString();
  }
}
