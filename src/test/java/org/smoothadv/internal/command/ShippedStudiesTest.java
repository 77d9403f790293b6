package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The studies in {@code tools/studies}: every line of them is right, and they are the paper's. */
class ShippedStudiesTest {
  private static final int CIFAR_RECORD = 1 + 32 * 32 * 3;

  @TempDir Path folder;

  @Test
  void smallStudyHasEveryTrainingMode() throws IOException {
    assertEquals(
        Map.of(
            "gaussian",
            2L,
            "gaussian-long",
            1L,
            "pgd",
            4L,
            "ddn",
            1L,
            "pgd-m2",
            1L,
            "pgd-long",
            1L,
            "vanilla-pgd",
            1L,
            "vanilla-pgd-noise",
            1L),
        models(dryRun("photographs.study", cifar10())));
  }

  @Test
  void smallestStudyHasThemToo() throws IOException {
    assertEquals(
        Map.of(
            "gaussian",
            2L,
            "gaussian-long",
            1L,
            "pgd",
            2L,
            "pgd-wide",
            1L,
            "ddn",
            1L,
            "pgd-m2",
            1L,
            "vanilla-pgd",
            1L,
            "vanilla-pgd-noise",
            1L),
        models(dryRun("photographs-small.study", cifar10())));
  }

  @Test
  void cifar10StudyIsTheGridOfThePaper() throws IOException {
    List<String> jobs = dryRun("cifar10.study", cifar10());
    // Section 4.1: sigma, epsilon: 4 values each; T: 5; m: 4. Appendix C.1: T = 2, m = 1.
    long each = 4 * 4 * 5 * 4;
    assertEquals(
        Map.of(
            "gaussian", 4L, "pgd", each, "ddn", each, "vanilla-pgd", 16L, "vanilla-pgd-noise", 16L),
        models(jobs));
    // Figure 3: 18 radii, m_test of 6 values, and the base classifier; figure 8: n of 3 more
    // values; figure 9: estimator (7); and no attack with each n.
    long attacks = 18 * (6 + 1 + 3 + 6) + 4;
    assertEquals(
        4 * attacks, jobs.stream().filter(job -> job.contains("smoothadv predict")).count());
  }

  @Test
  void imagenetStudyIsTheGridOfThePaper() throws IOException {
    // Section 4.1: 3 values of sigma, 4 of epsilon.
    assertEquals(
        Map.of("gaussian", 3L, "pgd", 12L, "ddn", 12L),
        models(dryRun("imagenet.study", imagenet())));
  }

  /** Two images in the place of CIFAR-10. */
  @Test
  void eachTrainingModeHasThreeSeeds() {
    assertEquals(Map.of("gaussian", 3L, "pgd", 3L), models(dryRun("seeds.study", folder)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"successors.study", "successors-epochs.study"})
  void everyMethodHasThreeSeeds(String study) throws IOException {
    assertEquals(
        Map.of(
            "gaussian",
            3L,
            "stability",
            3L,
            "consistency",
            3L,
            "pgd",
            3L,
            "pgd-consistency",
            3L,
            "macer",
            3L,
            "smoothmix",
            3L),
        models(dryRun(study, cifar10())));
  }

  private Path cifar10() throws IOException {
    for (String name : List.of("data_batch_1.bin", "test_batch.bin")) {
      Files.write(folder.resolve(name), new byte[2 * CIFAR_RECORD]);
    }
    return folder;
  }

  /** An image of each of two classes in the place of ImageNet. */
  private Path imagenet() throws IOException {
    for (String name : List.of("train/a", "train/b", "val/a", "val/b")) {
      Path file = Files.createDirectories(folder.resolve(name)).resolve("image.jpg");
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
    }
    return folder;
  }

  private List<String> dryRun(String study, Path data) {
    return Smoothadv.call(
            "study",
            Path.of("tools", "studies", study).toString(),
            "--run",
            folder.resolve("out").toString(),
            "--data",
            data.toString(),
            "--dry-run")
        .assertDone()
        .out()
        .lines()
        .toList();
  }

  /** Models by the grid that they are of. */
  private Map<String, Long> models(List<String> jobs) {
    String out = folder.resolve("out") + "/";
    return jobs.stream()
        .filter(job -> job.contains("smoothadv train"))
        .flatMap(job -> Arrays.stream(job.split(" ", -1)))
        .filter(word -> word.startsWith(out))
        .map(word -> word.substring(out.length(), word.indexOf('/', out.length())))
        .collect(Collectors.groupingBy(grid -> grid, TreeMap::new, Collectors.counting()));
  }
}
