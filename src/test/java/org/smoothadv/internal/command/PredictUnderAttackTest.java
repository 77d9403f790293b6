package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Empirical robust accuracy: images are attacked, PREDICT answers on fresh noise. */
class PredictUnderAttackTest {
  private static final List<String> PGD =
      List.of("--attack", "pgd", "--epsilon", "1", "--steps", "2", "--noise-samples", "2");

  @TempDir Path folder;

  @Test
  void attackLowersTheAccuracyAndTheLogSaysWhatItWas() throws IOException, InterruptedException {
    Path clean = predict("clean.tsv", "--skip", "10", "--max", "40");
    Path attacked = predict("attacked.tsv", PGD, "--skip", "10", "--max", "40");
    assertEquals(
        "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\tvotes\tsettings", lines(attacked).get(0));
    assertEquals(41, lines(attacked).size());
    assertTrue(correct(attacked) < correct(clean), () -> "an attack of radius 1 does harm");
    JsonObject made = json(folder.resolve("attacked.json"));
    assertEquals("pgd", made.get("attack").getAsString());
    assertEquals("plugin", made.get("gradient").getAsString());
    assertEquals("smoothed", made.get("attackTarget").getAsString());
    assertEquals(1, made.get("epsilon").getAsDouble());
    assertEquals(2, made.get("steps").getAsInt());
    assertEquals(2, made.get("noiseSamples").getAsInt());
    String table = Smoothadv.call("analyze", folder.toString(), "--table", "empirical").out();
    assertTrue(table.contains("pgd"), table);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --attack ddn --steps 2 --noise-samples 2                         | predict-0.25-ddn-0.5-T2-m2.tsv
          --attack pgd --steps 2 --noise-samples 65 --batch 32             | predict-0.25-pgd-0.5-T2-m65.tsv
          --attack pgd --steps 1 --attack-target base                      | predict-0.25-pgd-0.5-T1-base.tsv
          --attack pgd --steps 1 --gradient stein --noise-samples 4        | predict-0.25-pgd-0.5-T1-m4-stein.tsv
          --attack pgd --steps 1 --gradient stein-baseline --sigma 0.5     | predict-0.5-pgd-0.5-T1-m128-stein-baseline.tsv
          --attack pgd --inverse-temperature 2.5 --noise-samples 1         | predict-0.25-pgd-0.5-T20-m1-beta2.5.tsv
          """)
  void everyAttackHasALogOfItsOwn(String options, String log)
      throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    List<String> arguments = new ArrayList<>(List.of("predict", "--epsilon", "0.5", "--n", "50"));
    arguments.addAll(List.of("--run", run.toString(), "--max", "2"));
    arguments.addAll(List.of(options.split(" ")));
    Outcome outcome = Smoothadv.call(arguments).assertDone();
    assertEquals("log: " + run.resolve(log) + "\n", outcome.out());
    assertEquals(3, lines(run.resolve(log)).size());
  }

  @Test
  void attackedImageDoesNotDependOnWhichOthersAreAndResumeEndsTheSame()
      throws IOException, InterruptedException {
    List<String> all = LogLines.answers(predict("all.tsv", PGD, "--max", "13"));
    List<String> some = LogLines.answers(predict("some.tsv", PGD, "--skip", "6", "--max", "3"));
    assertEquals(List.of(all.get(0), all.get(1), all.get(7), all.get(13)), some);

    Path pieces = predict("pieces.tsv", PGD, "--max", "13");
    LogLines.cutAfter(pieces, 5);
    Files.writeString(pieces, Files.readString(pieces) + "5\t3"); // as a crash leaves it
    assertEquals(all, LogLines.answers(predict("pieces.tsv", PGD, "--max", "13", "--resume")));
  }

  @Test
  void resumeWithAnotherAttackIsRefused() throws IOException, InterruptedException {
    predict("log.tsv", PGD, "--max", "1");
    List<String> arguments =
        new ArrayList<>(
            arguments("log.tsv", List.of("--resume", "--max", "1"), PGD.toArray(String[]::new)));
    arguments.set(arguments.indexOf("--noise-samples") + 1, "4");
    Smoothadv.call(arguments)
        .assertRefused("--resume: ", "was made with --noise-samples 2, this command has 4");
  }

  @Test
  void examplesAreSavedAsPictures() throws IOException, InterruptedException {
    predict("log.tsv", PGD, "--skip", "3", "--max", "4", "--save-examples", "2");
    Path examples = folder.resolve("examples").resolve("log");
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(examples)) {
      files.map(file -> file.getFileName().toString()).forEach(names::add);
    }
    assertEquals(6, names.size(), names.toString());
    assertTrue(names.containsAll(List.of("0-clean.png", "0-adversarial.png", "3-clean.png")));
    assertTrue(names.stream().anyMatch(name -> name.matches("3-difference-x\\d+\\.png")));
    BufferedImage clean = ImageIO.read(examples.resolve("3-clean.png").toFile());
    BufferedImage adversarial = ImageIO.read(examples.resolve("3-adversarial.png").toFile());
    assertEquals(32, clean.getWidth());
    double distance = distance(clean, adversarial);
    assertTrue(distance > 0.3 && distance < 1 + 0.2, () -> "L2 distance " + distance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --attack pgd                                           | --epsilon is missing: --attack needs --epsilon
          --attack pgd --epsilon 0                               | --epsilon is 0; accepted is the attack's L2 radius, positive
          --attack pgd --epsilon 1 --steps 0                     | --steps is 0; accepted is the number of steps T, at least 1
          --attack pgd --epsilon 1 --noise-samples 0             | --noise-samples is 0; accepted is the number of noises per image m, at least 1
          --attack pgd --epsilon 1 --inverse-temperature 0       | --inverse-temperature is 0; accepted is beta, a positive number
          --attack pgd --epsilon 1 --inverse-temperature -1      | --inverse-temperature is -1; accepted is beta, a positive number
          --attack pgd --epsilon 1 --attack-target base --noise-samples 4 | --noise-samples is 4; but --attack-target base is attacked without noise
          --attack pgd --epsilon 1 --gradient stein-antithetic --noise-samples 3 | accepted is an even number
          --attack pgd --epsilon 1 --save-examples -1            | --save-examples is -1; accepted is a number of images
          --gradient stein                                       | --gradient is stein; used only with --attack pgd or ddn
          --attack none --gradient stein                         | --gradient is stein; used only with --attack pgd or ddn
          --epsilon 0.5                                          | --epsilon is 0.5; used only with --attack pgd or ddn
          --steps 20                                             | --steps is 20; used only with --attack pgd or ddn
          --noise-samples 4                                      | --noise-samples is 4; used only with --attack pgd or ddn
          --attack-target base                                   | --attack-target is base; used only with --attack pgd or ddn
          --save-examples 3                                      | --save-examples is 3; accepted is a number of images, with --attack pgd or ddn
          --warmup 3                                             | there is no option '--warmup'
          """)
  void whatCannotBeIsRefusedWithTheReason(String options, String complaint)
      throws IOException, InterruptedException {
    Smoothadv.call(arguments("log.tsv", List.of(), options.split(" "))).assertRefused(complaint);
    assertNotEquals(true, Files.exists(folder.resolve("log.tsv")), "nothing is written");
  }

  private Path predict(String log, String... options) throws IOException, InterruptedException {
    return predict(log, List.of(), options);
  }

  private Path predict(String log, List<String> attack, String... options)
      throws IOException, InterruptedException {
    Smoothadv.call(arguments(log, attack, options)).assertDone();
    return folder.resolve(log);
  }

  private List<String> arguments(String log, List<String> attack, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("predict", "--n", "200"));
    arguments.addAll(List.of("--run", TinyRun.folder().toString()));
    arguments.addAll(List.of("--log", folder.resolve(log).toString()));
    arguments.addAll(attack);
    arguments.addAll(List.of(options));
    return arguments;
  }

  private static List<String> lines(Path log) throws IOException {
    return Files.readAllLines(log);
  }

  private static long correct(Path log) throws IOException {
    return lines(log).stream().filter(line -> line.split("\t", -1)[4].equals("1")).count();
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** The L2 distance of two pictures, pixels in [0, 1]. */
  private static double distance(BufferedImage a, BufferedImage b) {
    int[] first = a.getRaster().getPixels(0, 0, a.getWidth(), a.getHeight(), (int[]) null);
    int[] second = b.getRaster().getPixels(0, 0, b.getWidth(), b.getHeight(), (int[]) null);
    double squares = 0;
    for (int i = 0; i < first.length; i++) {
      squares += Math.pow((first[i] - second[i]) / 255.0, 2);
    }
    return Math.sqrt(squares);
  }
}
