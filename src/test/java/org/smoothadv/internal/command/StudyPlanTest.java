package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a study file comes to, and what is wrong with one: known before anything starts. */
class StudyPlanTest {
  @TempDir Path folder;

  @Test
  void everyModelAndLogIsACommandLine() throws IOException {
    Path file =
        TinyStudy.write(
            folder,
            """
            [models gaussian]
            sigma = 0.25 1/2
            [models pgd]
            epochs = 3
            sigma = 0.5
            attack = pgd
            epsilon = 127/255
            steps = 2
            noise-samples = 1 2
            seed = 0 1
            [certify]
            skip = 5
            [attack a]
            models = gaussian pgd/*-m1-*
            n = 100 200
            max = 3
            """);
    Outcome outcome = TinyStudy.call(file, "--dry-run", "--only", "gaussian/sigma0.5,pgd/*-m2-*");
    Path out = folder.resolve("out");
    Path gaussian = out.resolve("gaussian/sigma0.5");
    Path pgd = out.resolve("pgd/sigma0.5-pgd-epsilon0.498-T2-m2-seed-0");
    Path other = out.resolve("pgd/sigma0.5-pgd-epsilon0.498-T2-m2-seed-1");
    String data = " --data " + TinyStudy.data();
    String train =
        "smoothadv train --dataset cifar10%s --arch cifar-resnet-8 --eval-limit 10 --batch 16 --learning-rate 0.02 --epochs "
            .formatted(data);
    String options =
        "3 --sigma 0.5 --attack pgd --epsilon 127/255 --steps 2 --noise-samples 2 --seed ";
    String certify = "smoothadv certify --skip 5 --run ";
    String log = gaussian + data + " --log " + gaussian + "/predict-0.5-n-";
    assertEquals(
        List.of(
            "0/1      " + train + "1 --sigma 1/2 --run " + gaussian,
            "0/4      " + certify + gaussian + data + " --resume",
            "0/3      smoothadv predict --n 100 --max 3 --run " + log + "100.tsv --resume",
            "0/3      smoothadv predict --n 200 --max 3 --run " + log + "200.tsv --resume",
            "0/3      " + train + options + "0 --run " + pgd,
            "0/4      " + certify + pgd + data + " --resume",
            "0/3      " + train + options + "1 --run " + other,
            "0/4      " + certify + other + data + " --resume"),
        outcome.assertDone().out().lines().toList());
    assertTrue(outcome.err().contains("6 models, 20 jobs, of which 0 are done"), outcome.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void nameOfAModelStaysWhenAListGrows() throws IOException {
    String grid = "[models a]\nsigma = 0.5\nattack = pgd\nepsilon = 1\nsteps = 2\n";
    String before = TinyStudy.call(TinyStudy.write(folder, grid), "--dry-run").assertDone().out();
    String grown =
        grid.replace("0.5", "0.25 0.5").replace("pgd", "pgd ddn").replace("= 1", "= 1 2")
            + "noise-samples = 1 2\n";
    String after = TinyStudy.call(TinyStudy.write(folder, grown), "--dry-run").assertDone().out();
    String name = "a/sigma0.5-pgd-epsilon1-T2-m1\n";
    assertTrue(before.contains(name) && after.contains(name), before + after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [models a];sigma = 0.25, 0.5    | line 10: 'sigma' is '0.25,'; accepted is a number such as 0.5 or 127/255 (spaces, not commas, separate the values of a grid)
          [models a];sigma = 0.25;stpes = 2 | line 11: [models a] has no setting 'stpes'; settings: alpha, arch, attack,
          [models a];sigma = 1;run = x    | line 11: 'run' is the study's business: leave it out
          [models a];sigma = 1;resume = true | line 11: 'resume' is the study's business
          [models a];epochs = 2           | line 9: [models a]: 'sigma' is missing
          [models a];sigma = 1;[models b];sigma = 1;attack = pgd;epsilon = 1;steps = 1 0 | line 15: 'steps' is 0; accepted is the number of steps T, at least 1
          [models a];sigma = 1;noise-samples = 1 3 | line 6: 'batch' is 16; accepted is a multiple of 'noise-samples' 3
          [models a];sigma = 1;attack = fgsm | line 11: 'attack' is 'fgsm'; accepted is one of none, pgd, ddn
          [models a];sigma = 1;arch = vgg16 | line 11: 'arch': there is no architecture 'vgg16'
          [models a];sigma = 1;dataset = emnist | line 11: 'dataset': there is no dataset 'emnist'
          [models a];sigma = 1;data = nowhere | line 11: no CIFAR-10 folder
          [models a];sigma = 0.5 1/2      | line 9: [models a] has two models that are named a/sigma0.5
          [models a];sigma = 1;[models b];sigma = 1.0 | line 11: b/sigma1 is trained as a/sigma1 is: leave one of them out
          [certify];n = 100               | describes no model: it needs a section [models NAME]
          [models a];sigma = 1;[certify];n = 1e5 | line 12: 'n' is '1e5'; accepted is a whole number
          [models a];sigma = 1;[certify];n = 0 | line 12: 'n' is 0; accepted is a number of samples
          [models a];sigma = 0 1;[certify];skip = 500 | out/a/sigma0 was trained without noise
          [models a];sigma = 1;[certify];epsilon = 1 | line 12: [certify] has no setting 'epsilon'; settings: alpha, batch,
          [models a];sigma = 1;[certify];log = x | line 12: 'log' is the study's business
          [models a];sigma = 1;[certify];models = b | line 12: no model is named like 'b'; the first model is a/sigma1
          [models a];sigma = 1;[certify];sampling = adaptive | line 12: 'radii' is missing
          [models a];sigma = 1;[certify];sampling = adaptive;n = 1000;radii = 9,10 | line 14: 'radii': 9 is beyond what 'n' 1000
          [models a];sigma = 1;[certify];dataset = synthetic | line 12: 'dataset' synthetic: the classifier
          [models a];sigma = 1;[certify];[certify b];n = 90 | line 12: [certify b] writes
          [models a];sigma = 1;[attack p];attack = pgd | line 12: 'epsilon' is missing
          [models a];sigma = 1;[attack p];attack = pgd;epsilon = -1 | line 13: 'epsilon' is -1; accepted is the attack's L2 radius
          [models a];sigma = 1;[table t];table = precision | line 12: 'table' is 'precision'; accepted is one of accuracy, envelope,
          [models a];sigma = 1;[table t];per = sigma | line 12: 'per' does not go with 'table' accuracy
          [models a];sigma = 1;[table t];table = envelope;per = size | line 13: 'per' 'size' is not known: give one of
          [models a];sigma = 1;[table t];radii = half | line 12: 'radii': 'half' is not a radius
          [models a];sigma = 1;[table t];out = t.xls | line 12: 'out' is 't.xls'; accepted is a name that ends in .txt, .md, .csv or .tex
          [models a];sigma = 1;[table t];out = ../t.txt | line 12: 'out' is '../t.txt'; accepted is the name of a file in the study's folder
          [models a];sigma = 1;[table t];[table u];out = t.md | line 13: 'out': t.md is written by [table t] already
          [models a];sigma = 1;[table t];logs = */*/certify-* | line 12: the study writes no log that is named like '*/*/certify-*'
          [models a];sigma = 1;[figure f];title = Two words | line 12: 'title' is given twice
          [models a];sigma = 1;[figure f];max-radius = 0 | line 12: 'max-radius' is 0; accepted is a radius above 0
          [models a];sigma = 1;[figure f];out = f.gif | line 12: 'out'
          """)
  void namesTheLineThatIsWrong(String sections, String complaint) throws IOException {
    Path file = TinyStudy.write(folder, sections.replace(';', '\n') + "\n");
    TinyStudy.call(file).assertRefused(complaint);
    assertFalse(Files.exists(folder.resolve("out")), "nothing is written");
  }

  @Test
  void refusesMoreModelsThanAnybodyTrains() throws IOException {
    String seeds =
        IntStream.range(0, 200).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    String grid = "[models a]\nsigma = 1\nseed = " + seeds + "\n";
    Path file = TinyStudy.write(folder, grid + "learning-rate-step = " + seeds + "\n");
    TinyStudy.call(file, "--dry-run")
        .assertRefused("line 9: with [models a] there are more than 10000 models");
    String many = "[attack b]\nseed = " + seeds + "\nbatch = 1 2 3\nalpha = 0.1 0.2 0.3\n";
    TinyStudy.call(TinyStudy.write(folder, grid + many), "--dry-run")
        .assertRefused("line 12: with [attack b] there are more than 100000 logs");
  }

  @Test
  void refusesFoldersThatAreNone() throws IOException, InterruptedException {
    Path file = TinyStudy.write(folder, "[models a]\nsigma = 1\n");
    Smoothadv.call("study", file.toString(), "--run", file.toString())
        .assertRefused("--run " + file + ": " + file + " is a file; name the folder of the study");
    Smoothadv.call("study", file.toString(), "--run", TinyRun.folder().toString())
        .assertRefused("holds a single run: name another folder");
    Smoothadv.call("study", file.toString(), "--run", file.resolve("below").toString())
        .assertRefused("below: " + file + " is a file");
  }

  @Test
  void refusesWhatTheCommandLineLacksOrHasTooMuchOf() throws IOException {
    Path file = TinyStudy.write(folder, "[models a]\nsigma = 1\n");
    Smoothadv.call("study", "--run", "x").assertRefused("study takes one file, but none is given");
    Smoothadv.call("study", "a", "b", "--run", "x").assertRefused("a, b are given");
    Smoothadv.call("study", file.toString()).assertRefused("--run is missing");
    TinyStudy.call(file, "--only", "b")
        .assertRefused("--only: no model is named like 'b'; the first model is a/sigma1");
    TinyStudy.call(folder.resolve("none.study")).assertRefused("none.study does not exist");
  }

  @Test
  void folderOfTheDataComesFromTheCommandLine() throws IOException {
    Path file =
        TinyStudy.write(
            folder, "[models a]\nsigma = 1\ndataset = cifar10 synthetic\ndata = elsewhere\n");
    TinyStudy.call(file, "--data", "there")
        .assertRefused("--data there:", "trains on several datasets, cifar10, synthetic");
    TinyStudy.write(folder, "[models a]\nsigma = 1\ndataset = cifar10\ndata = elsewhere\n");
    TinyStudy.call(file).assertRefused("line 12: no CIFAR-10 folder", "elsewhere");
    TinyStudy.call(file, "--data", "there").assertRefused("no CIFAR-10 folder", "there");
  }

  @Test
  void aSwitchHasItsValue() throws IOException {
    Path file =
        TinyStudy.write(
            folder,
            "[models a]\nsigma = 1\nobjective = macer\ndeferred = true\nnesterov = false true\n");
    String plan = TinyStudy.call(file, "--dry-run").assertDone().out();
    assertTrue(plan.contains("--deferred true --nesterov false"), plan);
    assertTrue(plan.contains("a/sigma1-m16-nesterov-true"), plan);
    TinyStudy.write(folder, "[models a]\nsigma = 1\nnesterov = yes\n");
    TinyStudy.call(file, "--dry-run").assertRefused("nesterov", "'yes'");
  }
}
