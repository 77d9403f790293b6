package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

/** The expected shares are counted by hand in the four-line log below. */
class AnalyzeCommandTest {
  private static final String HEADER = "idx\tlabel\tpredict\tradius\tcorrect\ttime";

  @TempDir Path folder;

  @Test
  void printsCertifiedAccuracyAsTidyCsv() throws IOException {
    String log = fourImages("PGD_2steps/eps_64/cifar10/resnet110/noise_0.25/test/sigma_0.25");
    assertEquals(
        List.of(
            "log,dataset,attack,steps,noise_samples,sigma,epsilon,images,radius,accuracy,"
                + "variant,attack_target,training_sigma,split,architecture,training_seed,alpha,n,n0,bound,"
                + "sampling,radii,precision,chosen_afterwards",
            log + ",cifar10,pgd,2,1,0.25,0.25,4,0,0.5,,smoothed,0.25,test,resnet110,,,,,,,,,",
            log + ",cifar10,pgd,2,1,0.25,0.25,4,0.57,0.25,,smoothed,0.25,test,resnet110,,,,,,,,,",
            log + ",cifar10,pgd,2,1,0.25,0.25,4,0.58,0,,smoothed,0.25,test,resnet110,,,,,,,,,"),
        csv(log, "--radii", "0,0.57,0.58").lines().toList());
  }

  @Test
  void namesLogsRelativeToTheFolderGiven() throws IOException {
    fourImages("b/sigma_1.00");
    fourImages("a/sigma_0.50");
    List<String> lines = csv(folder.toString(), "--radii", "0").lines().toList();
    assertEquals(
        List.of("a/sigma_0.50", "b/sigma_1.00"),
        lines.subList(1, 3).stream().map(line -> line.split(",", -1)[0]).toList());
  }

  @Test
  void ordersTheNumbersInNamesAsNumbers() throws IOException {
    List<String> ordered =
        List.of(
            "eps_64/sigma0.25/a", "eps_64/sigma0.5/a", "eps_64/sigma1/a", "eps_127/sigma0.12/a");
    for (String name : ordered) {
      fourImages(name);
    }
    List<String> lines = csv(folder.toString(), "--radii", "0").lines().toList();
    assertEquals(ordered, lines.stream().skip(1).map(line -> line.split(",", -1)[0]).toList());
  }

  @Test
  void countsALogOnceHoweverOftenItIsReached() throws IOException {
    String log = fourImages("a/sigma_0.50");
    String again = folder.resolve("a/../a/sigma_0.50").toString();
    assertEquals(2, csv(log, folder.toString(), again, "--radii", "0").lines().count());
  }

  @Test
  void withoutRadiiTheGridReachesTheLargestRadius() throws IOException {
    String log = fourImages("sigma_0.50");
    assertEquals(
        List.of("0", "0.25", "0.5"),
        csv(log).lines().skip(1).map(line -> line.split(",", -1)[8]).toList());
  }

  @Test
  void marksTheBestModelOfEachRadius() throws IOException {
    fourImages("a/sigma_0.25");
    write("b/sigma_0.50", "0\t1\t1\t0.1\t1\t1.0", "1\t1\t1\t0.1\t1\t1.0");
    String text = CommandRun.of(new AnalyzeCommand(), folder.toString(), "--radii", "0,0.5").out();
    assertEquals(
        """
        Certified accuracy at L2 radius r

        sigma  images    r=0   r=0.5   log
         0.25       4  0.500   0.250*  a/sigma_0.25
          0.5       2  1.000*  0.000   b/sigma_0.50

        Note: models are compared on different images, each on those of its own log: \
        4 images from 0 to 60 (1 log), 2 images from 0 to 1 (1 log).
        """,
        text);
  }

  @Test
  void writesMarkdownAndLatex() throws IOException {
    String log = fourImages("sigma_0.25");
    Path markdown = folder.resolve("tables/accuracy.md");
    CommandRun run = CommandRun.of(new AnalyzeCommand(), log, "--out", markdown.toString());
    assertEquals("", run.out());
    assertTrue(run.err().contains(markdown.toString()), run.err());
    assertTrue(Files.readString(markdown).contains("| ---: | ---: |"), run.err());
    String latex = CommandRun.of(new AnalyzeCommand(), log, "--format", "latex").out();
    assertTrue(latex.contains("\\begin{tabular}{@{}rrrrr@{}}\n\\toprule\n"), latex);
    assertTrue(latex.contains("\n0.25 & 4 & 0.500 & 0.250 & 0.250 \\\\\n"), latex);
    assertTrue(latex.endsWith("\\end{tabular}}\n"), latex);
    Path page = folder.resolve("page.tex");
    CommandRun.of(new AnalyzeCommand(), log, "--out", page.toString(), "--standalone");
    String document = Files.readString(page);
    assertTrue(document.startsWith("\\documentclass"), document);
    assertTrue(document.contains("sigma\\_0.25 \\\\"), document);
    assertTrue(document.endsWith("\\end{document}\n"), document);
  }

  @Test
  void reportsWhatIsSetAside() throws IOException {
    fourImages("a/sigma_0.25");
    write("b/sigma_0.25");
    Files.writeString(folder.resolve("a/sigma_0.25"), "40\t1\t", StandardOpenOption.APPEND);
    CommandRun run = CommandRun.of(new AnalyzeCommand(), folder.toString());
    assertTrue(run.err().contains("b/sigma_0.25 has no images and is set aside"), run.err());
    assertTrue(
        run.err().contains("a/sigma_0.25 has an unfinished last line, which is set aside"),
        run.err());
    assertFalse(run.out().contains("b/sigma_0.25"), run.out());
  }

  @Test
  void tellsOfLogsThatTheTableIsNotMadeFrom() throws IOException {
    String log = fourImages("a/sigma_0.25");
    Files.writeString(
        folder.resolve("predictions"),
        "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\n0\t3\t3\t3\t1\t1.0\n");
    assertTrue(
        CommandRun.of(new AnalyzeCommand(), folder.toString())
            .err()
            .contains("1 prediction log is not in this table; --table empirical shows such logs"));
    assertTrue(
        CommandRun.of(new AnalyzeCommand(), folder.toString(), "--table", "empirical")
            .err()
            .contains("1 certification log is not in this table"));
    assertEquals("", CommandRun.of(new AnalyzeCommand(), log).err());
  }

  /** Whoever may read everything, as the superuser may, cannot see this. */
  @Test
  void tellsOfWhatItMustNotRead() throws IOException {
    fourImages("a/sigma_0.25");
    Path secret = Files.createDirectory(folder.resolve("secret"));
    assertTrue(secret.toFile().setReadable(false));
    Assumptions.assumeFalse(Files.isReadable(secret), "this user may read every folder");
    CommandRun run = CommandRun.of(new AnalyzeCommand(), folder.toString());
    assertTrue(run.err().contains(secret + ": access is denied; it is passed over"), run.err());
    assertComplaint("access is denied", secret.toString());
  }

  @Test
  void answersBadInput() throws IOException {
    String log = fourImages("sigma_0.25");
    Path notes = Files.writeString(folder.resolve("notes.txt"), "no log\n");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertComplaint("no logs are given");
    assertComplaint("does not exist", folder.resolve("nowhere").toString());
    assertComplaint("not the header of a log", notes.toString());
    assertComplaint("no logs are found", empty.toString());
    assertComplaint("--radii is an empty list", log, "--radii", "");
    assertComplaint("'' is not a radius", log, "--radii", "0,,1");
    assertComplaint("'-1' is not a radius", log, "--radii", "0,-1");
    assertComplaint("'1/0' is not a radius", log, "--radii", "1/0");
    assertComplaint("'1e999999999' is not a radius", log, "--radii", "1e999999999");
    assertComplaint("'1e-999999999' is not a radius", log, "--radii", "1e-999999999");
    assertComplaint("--per is an empty list", log, "--table", "envelope", "--per", "");
    assertComplaint("is a folder", log, "--out", folder.toString());
    assertComplaint("is not a folder", log, "--out", notes.resolve("table.txt").toString());
    assertComplaint("one of text, csv, markdown, latex", log, "--format", "pdf");
    assertComplaint("--standalone is for LaTeX, but the format is text", log, "--standalone");
    assertComplaint("but the format is csv", log, "--standalone", "--out", "table.csv");
    assertComplaint("one of accuracy, envelope", log, "--table", "accuracies");
    assertComplaint("--per 'sgima' is not known", log, "--table", "envelope", "--per", "sgima");
    assertComplaint("--confidence 95.0 does not lie in (0, 1)", log, "--confidence", "95");
  }

  @Test
  void answersCorruptFilesWithTheirNamesAndLines() throws IOException {
    fourImages("whole/sigma_0.25");
    String twice = write("sigma_0.25", "0\t3\t3\t0.57\t1\t1.0", "0\t3\t3\t0.57\t1\t1.0");
    assertComplaint(twice + ", line 3: image 0 is already on line 2", folder.toString());
    String torn = write("sigma_0.25", "0\t3\t3\t0.57\t1\t1.0", "20\t3\t3\t0.5");
    assertComplaint(torn + ", line 3: there must be 6", folder.toString());
    fourImages("sigma_0.25");
    Path sidecar = Files.writeString(folder.resolve("sigma_0.json"), "{");
    String described = fourImages("sigma_0.tsv");
    assertComplaint(sidecar + " is not a JSON object", described);
    Path run = Files.writeString(folder.resolve("whole/run.json"), "{\"configuration\": 3}");
    assertComplaint(run + ": there must be an object 'configuration'", folder + "/whole");
  }

  @Test
  void tellsOfFoldersWithoutALog() throws IOException {
    fourImages("full/sigma_0.25");
    Path begun = Files.createDirectory(folder.resolve("begun"));
    Files.writeString(begun.resolve("train.tsv"), "epoch\ttrain_loss\n");
    String full = folder.resolve("full").toString();
    assertEquals(
        "smoothadv: " + begun + " holds no log\n",
        CommandRun.of(new AnalyzeCommand(), full, begun.toString()).err());
    // What was found before is there all the same.
    assertEquals("", CommandRun.of(new AnalyzeCommand(), full, full).err());
  }

  @Test
  void warnsWhenATableIsOverDifferentImages() throws IOException {
    fourImages("a/sigma_0.25");
    write("b/sigma_0.50", "0\t1\t1\t0.1\t1\t1.0", "1\t1\t1\t0.1\t1\t1.0");
    String err = CommandRun.of(new AnalyzeCommand(), folder.toString()).err();
    assertTrue(err.contains("compared on different images"), err);
  }

  @Test
  void aPairedTabularNamesTheBaselineAndWhatItsCellsSay() throws IOException {
    fourImages("r/gauss/sigma_0.25");
    fourImages("r/adv/sigma_0.25");
    String latex =
        CommandRun.of(
                new AnalyzeCommand(),
                folder.resolve("r/gauss/sigma_0.25").toString(),
                folder.resolve("r/adv/sigma_0.25").toString(),
                "--table",
                "paired",
                "--format",
                "latex")
            .out();
    String text = latex.replaceAll("(?m)^%.*\n", "");
    assertTrue(text.contains("\nadv & "), latex);
    assertTrue(text.contains("from the baseline gauss (images that only the model"), latex);
  }

  @Test
  void warnsWhenAnEnvelopeIsOverDifferentImages() throws IOException {
    fourImages("a/sigma_0.25");
    write("b/sigma_0.50", "0\t1\t1\t0.1\t1\t1.0", "1\t1\t1\t0.1\t1\t1.0");
    CommandRun run = CommandRun.of(new AnalyzeCommand(), folder.toString(), "--table", "envelope");
    assertEquals(
        "smoothadv: models are compared on different images, each on those of its own log:"
            + " 4 images from 0 to 60 (1 log), 2 images from 0 to 1 (1 log)\n",
        run.err());
  }

  private static void assertComplaint(String complaint, String... arguments) {
    var error =
        assertThrows(
            InvalidInputException.class, () -> CommandRun.of(new AnalyzeCommand(), arguments));
    String message = Failure.of(error).message();
    assertTrue(message.contains(complaint), message);
    assertTrue(message.lines().count() <= 2, message);
  }

  private static String csv(String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--format";
    all[arguments.length + 1] = "csv";
    return CommandRun.of(new AnalyzeCommand(), all).out();
  }

  /** Two of four images are correct, one of them at a radius of 0.57; one is an abstention. */
  private String fourImages(String name) throws IOException {
    return write(
        name,
        "0\t3\t3\t0.57\t1\t0:00:13.736080",
        "20\t7\t-1\t0.9\t0\t0:00:13.736080",
        "40\t4\t8\t0.9\t0\t0:00:13.736080",
        "60\t4\t4\t2.68e-05\t1\t0:00:13.736080");
  }

  private String write(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String text = HEADER + "\n" + String.join("\n", lines) + (lines.length > 0 ? "\n" : "");
    return Files.writeString(file, text).toString();
  }
}
