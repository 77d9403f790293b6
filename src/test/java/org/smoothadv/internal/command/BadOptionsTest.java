package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Option values that are not accepted: each is refused with the option, the value and what would be
 * accepted, before anything is written.
 */
class BadOptionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --sigma -0.25                              | --sigma is -0.25; accepted is a standard deviation
          --sigma NaN                                | --sigma is 'NaN'; accepted is a number
          --sigma Infinity                           | --sigma is 'Infinity'; accepted is a number
          --sigma 1e999                              | --sigma is '1e999'; accepted is a number
          --sigma 1/0                                | --sigma is '1/0'; accepted is a number
          --sigma 1/2/3                              | --sigma is '1/2/3'; accepted is a number
          --sigma quarter                            | --sigma is 'quarter'; accepted is a number
          --sigma 0.25 --sigma 0.5                   | --sigma is given twice
          --sigma                                    | --sigma is without its value
          --sigma --epochs 3                         | --sigma is without its value
          --attack pgd --steps 2                     | --epsilon is missing
          --attack pgd --epsilon 0.5                 | --steps is missing
          --attack pgd --epsilon -0.5 --steps 2      | --epsilon is -0.5; accepted is the attack's L2 radius, positive
          --attack pgd --epsilon 0 --steps 2         | --epsilon is 0; accepted is the attack's L2 radius, positive
          --attack pgd --epsilon NaN --steps 2       | --epsilon is 'NaN'
          --attack pgd --epsilon 0.5 --steps 0       | --steps is 0; accepted is the number of steps T, at least 1
          --attack PGD --epsilon 0.5 --steps 2       | --attack is 'PGD'; accepted is one of none, pgd, ddn
          --attack fgsm                              | --attack is 'fgsm'; accepted is one of none, pgd, ddn
          --epsilon 0.5                              | --epsilon is 0.5; used only with --attack pgd or ddn
          --steps 2                                  | --steps is 2; used only with --attack pgd or ddn
          --gradient newton                          | --gradient is 'newton'; accepted is one of plugin, stein
          --gradient stein                           | --gradient is stein; used only with --attack pgd or ddn
          --attack-target both                       | --attack-target is 'both'; accepted is one of smoothed, base
          --attack-target base                       | --attack-target is base; used only with --attack pgd or ddn
          --inverse-temperature 2                    | --inverse-temperature is 2; used only with --attack pgd or ddn
          --noise-after-attack maybe                 | --noise-after-attack is 'maybe'; accepted is
          --noise-after-attack false                 | --noise-after-attack is false; accepted is true without --attack pgd or ddn
          --noise-samples 0                          | --noise-samples is 0; accepted is the noises per image m, at least 1
          --noise-samples 3                          | --batch is 256; accepted is a multiple of --noise-samples 3
          --sigma 0 --noise-samples 2                | --noise-samples is 2; accepted is 1 where --sigma is 0
          --warmup -1                                | --warmup is -1; accepted is a number of epochs from 0 up
          --epochs 0                                 | --epochs is 0; accepted is a number of epochs, at least 1
          --epochs -1                                | --epochs is -1; accepted is
          --sigma 64                                 | --sigma is 64; no two images of 32 x 32 pixels in [0,1] are farther apart than 55.4: did you mean 64/255?
          --attack pgd --steps 2 --epsilon 127       | --epsilon is 127; no two images of 32 x 32 pixels in [0,1] are farther apart than 55.4: did you mean 127/255?
          --epochs ten                               | --epochs is 'ten'; accepted is a whole number
          --epochs 2.5                               | --epochs is '2.5'; accepted is a whole number
          --epochs 3000000000                        | --epochs is '3000000000'; accepted is a whole number, at most 2147483647
          --batch 0                                  | --batch is 0; accepted is network evaluations per step, at least 1
          --batch -64                                | --batch is -64; accepted is
          --limit 0                                  | --limit is 0; accepted is a number of images, at least 1
          --limit -5                                 | --limit is -5; accepted is a number of images, at least 1
          --eval-limit -1                            | --eval-limit is -1; accepted is a number of images
          --eval-share 1                             | --eval-share is 1; accepted is a part of an epoch in (0, 1), or 0 for no limit
          --learning-rate 0                          | --learning-rate is 0; accepted is a positive number
          --learning-rate-step 0                     | --learning-rate-step is 0; accepted is
          --learning-rate-decay 1.5                  | --learning-rate-decay is 1.5; accepted is a factor in (0, 1]
          --momentum 1                               | --momentum is 1; accepted is a number in [0, 1)
          --weight-decay -1e-4                       | --weight-decay is -0.0001; accepted is a number from 0 up
          --seed first                               | --seed is 'first'; accepted is a whole number
          --seed 99999999999999999999                | --seed is '99999999999999999999'; accepted is a whole number
          --dataset emnist                            | there is no dataset 'emnist'; known: cifar10, cifar100, fashion-mnist, folder, imagenet, imagenet32, mnist, npz, svhn, synthetic
          --arch vgg16                               | there is no architecture 'vgg16'; known: cifar-resnet-D
          --arch cifar-resnet-21                     | --arch: cifar-resnet-21: depth 21 of a CIFAR ResNet is not 6n+2: 8, 14, 20
          --precision float8                         | --precision is 'float8'; accepted is one of float32, bfloat16
          --devices cpu                              | --devices has 'cpu'; accepted are cpu:0 to cpu:99 and gpu:0 to gpu:99
          --devices CPU:0                            | --devices has 'CPU:0'; accepted are
          --devices cpu:0,,cpu:1                     | --devices has ''; accepted are
          --devices cpu:0,cpu:100                    | --devices has 'cpu:100'; accepted are
          --devices cpu:1,cpu:0,cpu:1                | --devices has 'cpu:1' twice; accepted is once
          --devices cpu:0,gpu:98                     | --devices has 'gpu:98'; this machine has cpu:0 (
          --devices cpu:0,cpu:1 --batch 1            | --batch is 1; accepted is at least one image per device: 2 network evaluations
          --devices cpu:0,cpu:1 --batch 3 --noise-samples 3 | accepted is at least one image per device: 6 network evaluations
          soon                                       | 'soon' is neither an option nor the value of one
          -s                                         | there is no option '-s'
          """,
      quoteCharacter = '`')
  void trainRefuses(String options, String complaint) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--run", folder.resolve("run").toString()));
    arguments.addAll(words(options));
    addUnlessGiven(arguments, "--dataset", "synthetic");
    addUnlessGiven(arguments, "--sigma", "0.25");
    assertRefused(complaint, arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --sigma 0         | --sigma is 0; accepted is a positive standard deviation
          --sigma -0.25     | --sigma is -0.25; accepted is a positive standard deviation
          --sigma 64        | --sigma is 64; no two images of 32 x 32 pixels in [0,1] are farther apart than 55.4: did you mean 64/255?
          --sigma NaN       | --sigma is 'NaN'
          --n0 0            | --n0 is 0; accepted is a number of samples, 1 to
          --n 0             | --n is 0; accepted is a number of samples, 1 to
          --n -100          | --n is -100; accepted is a number of samples, 1 to
          --n 1e5           | --n is '1e5'; accepted is a whole number
          --n 3000000000    | --n is '3000000000'; accepted is a whole number, at most 2147483647
          --alpha 0         | --alpha is 0; accepted is a probability between 0 and 1, both excluded
          --alpha 1         | --alpha is 1; accepted is a probability between 0 and 1, both excluded
          --alpha -0.1      | --alpha is -0.1; accepted is
          --alpha NaN       | --alpha is 'NaN'
          --skip 0          | --skip is 0; accepted is a step between images, at least 1
          --skip -1         | --skip is -1; accepted is
          --max 0           | --max is 0; accepted is a number of images, at least 1
          --batch 0         | --batch is 0; accepted is a number of samples, 1 to 65536
          --batch 65537     | --batch is 65537; accepted is a number of samples, 1 to 65536
          --split Test      | --split is 'Test'; accepted is one of train, test
          --dataset cifar10 | was trained on synthetic
          --n 100 --n 100   | --n is given twice
          --epsilon 0.5     | there is no option '--epsilon'
          --bound top-three | --bound is 'top-three'; accepted is one of one-vs-rest, top-two
          --sampling some   | --sampling is 'some'; accepted is one of fixed, adaptive
          --sampling adaptive                      | --radii is missing: --sampling adaptive stops when the radii listed there are decided
          --radii 0.5                              | --radii is 0.5; used only with --sampling adaptive
          --sampling fixed --radii 0.5             | --radii is 0.5; used only with --sampling adaptive
          --sampling adaptive --radii=             | --radii is an empty list: give radii such as 0,0.25,127/255
          --sampling adaptive --radii 0.25,        | --radii: '' is not a radius
          --sampling adaptive --radii half         | --radii: 'half' is not a radius
          --sampling adaptive --radii 0.25,-0.5    | --radii: '-0.5' is not a radius: give numbers from 0 to
          --sampling adaptive --radii 0.5,0.25     | --radii is 0.5,0.25; accepted is an increasing list, but 0.25 comes after 0.5
          --sampling adaptive --radii 0.25,0.250   | --radii is 0.25,0.250; accepted is an increasing list, but 0.250 comes after 0.25
          --sampling adaptive --radii 0.5,1        | --radii: 1 is beyond what --n 100000 and --alpha 0.001 can certify at sigma 0.25; accepted are radii up to 0.9469
          --sampling adaptive --radii 0.5 --n 300  | --radii: 0.5 is beyond what --n 300 and --alpha 0.001 can certify at sigma 0.25; accepted are radii up to 0.48
          --sampling adaptive --radii 0 --n 3      | they certify no radius at all
          """,
      quoteCharacter = '`')
  void certifyRefuses(String options, String complaint) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("certify", "--run", TinyRun.folder().toString()));
    arguments.addAll(List.of("--log", folder.resolve("log.tsv").toString()));
    arguments.addAll(words(options));
    assertRefused(complaint, arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "--n 0, --n is 0; accepted is a number of samples",
    "--alpha 1, --alpha is 1; accepted is a probability",
    "--n0 50, there is no option '--n0'"
  })
  void predictRefuses(String options, String complaint) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("predict", "--run", TinyRun.folder().toString()));
    arguments.addAll(words(options));
    assertRefused(complaint, arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "--run, accepted is the path of a file or folder",
    "--data, accepted is the path of a file or folder",
    "--sigma, accepted is a number",
    "--epochs, accepted is a whole number",
    "--attack, accepted is one of none",
    "--dataset, there is no dataset ''"
  })
  void emptyValueIsRefused(String option, String complaint) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", option, ""));
    addUnlessGiven(arguments, "--run", folder.resolve("run").toString());
    addUnlessGiven(arguments, "--sigma", "0.25");
    addUnlessGiven(arguments, "--dataset", "synthetic");
    assertRefused(option, arguments);
    assertRefused(complaint, arguments);
  }

  @Test
  void requiredOptionsAreNamedWhenTheyAreMissing() throws IOException {
    assertRefused("--run is missing: folder that the run is written to", List.of("train"));
    assertRefused("--run is missing", List.of("certify", "--n", "100"));
    assertRefused(
        "--sigma is missing", List.of("train", "--run", folder.resolve("run").toString()));
  }

  @Test
  void unknownCommandIsAnsweredWithTheCommandsThereAre() throws IOException {
    assertRefused(
        "there is no command 'evaluate'; commands: adopt, analyze, ", List.of("evaluate"));
  }

  private void assertRefused(String complaint, List<String> arguments) throws IOException {
    Smoothadv.call(arguments).assertRefused(complaint);
    assertEquals(List.of(""), List.copyOf(Folders.content(folder).keySet()), "nothing is written");
  }

  private static void addUnlessGiven(List<String> arguments, String option, String value) {
    if (!arguments.contains(option)) {
      arguments.addAll(List.of(option, value));
    }
  }

  private static List<String> words(String options) {
    return Arrays.asList(options.split(" ", -1));
  }
}
