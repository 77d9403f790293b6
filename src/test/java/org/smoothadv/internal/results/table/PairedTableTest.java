package org.smoothadv.internal.results.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;

/** The expected differences are counted by hand in logs of a few lines. */
class PairedTableTest {
  @TempDir Path folder;

  @Test
  void comparesEachModelWithTheFirstImageByImage() throws IOException {
    certified("a/sigma_0.50", "0.8", "0.4", "x0.9", "-", "-");
    certified("b/sigma_0.50", "0.5", "0.1", "0.6", "0.6", "0.6");
    certified("c/sigma_0.50", "0.5", "-", "-", "-", "-");
    // Two-sided: 3 of 3 is 2 * 1 / 2^3, and 3 of 4 is 2 * (1 + 4) / 2^4.
    assertEquals(
        """
        log,baseline,images,radius,difference,only_log,only_baseline,p_value
        b/sigma_0.50,a/sigma_0.50,5,0,0.6,3,0,0.25
        b/sigma_0.50,a/sigma_0.50,5,0.4,0.4,3,1,0.625
        c/sigma_0.50,a/sigma_0.50,5,0,-0.2,0,1,1
        c/sigma_0.50,a/sigma_0.50,5,0.4,-0.2,0,1,1
        """,
        csv("0,0.4"));
    assertEquals(
        """
        Certified accuracy at L2 radius r less that of a/sigma_0.50, and images that only the one \
        and only the other certifies

        sigma  images            r=0          r=0.4         r=0.9  log
          0.5       5  +0.600 (3, 0)  +0.400 (3, 1)  0.000 (0, 0)  b/sigma_0.50
          0.5       5  -0.200 (0, 1)  -0.200 (0, 1)  0.000 (0, 0)  c/sigma_0.50
        """,
        TableFormat.TEXT.print(TableKind.PAIRED.of(request("0,0.4,0.9", Optional.empty()))));
  }

  /** Half an image more in each cell: (3.5 - 0.5) / 7, and so on. */
  @Test
  void writesIntervalsOfDifferences() throws IOException {
    certified("a/sigma_0.50", "0.8", "-", "-", "-", "-");
    certified("b/sigma_0.50", "0.5", "0.1", "0.6", "0.6", "-");
    TableKind.Request request = request("0", Optional.of(new ConfidenceLevel(0.95)));
    String text = TableFormat.TEXT.print(TableKind.PAIRED.of(request));
    assertTrue(text.contains("+0.600 +-0.461 (3, 0)"), text);
    List<ResultTable.Cell> line = TableKind.PAIRED.of(request).tidy().rows().get(0);
    assertEquals(-0.0327, Double.parseDouble(line.get(8).text()), 1e-4);
    assertEquals(0.8899, Double.parseDouble(line.get(9).text()), 1e-4);
  }

  @Test
  void comparesInPairsOnTheSameImagesOnly() throws IOException {
    certified("a/sigma_0.50", "0.8", "0.4");
    assertComplaint("there is only a/sigma_0.50");
    certified("b/sigma_0.50", "0.8", "0.4", "0.4");
    assertComplaint(
        "a/sigma_0.50 is about 2 images from 0 to 20, "
            + "and b/sigma_0.50 about 3 images from 0 to 40: certify the same ones");
  }

  /** As of those that others publish, each under its own folders. */
  @Test
  void comparesLogsWhosePathsDoNotSayWhatImagesTheseAre() throws IOException {
    certified("a/cifar10/noise_0.50/test/sigma_0.50", "0.8", "0.4");
    certified("b/noise_0.50", "0.8", "-");
    assertTrue(csv("0").contains(",2,0,-0.5,0,1,1"), csv("0"));
    certified("c/imagenet/noise_0.50/test/sigma_0.50", "0.8", "0.4");
    assertComplaint(
        "0 to 20 of cifar10, test, and c/imagenet/noise_0.50/test/sigma_0.50 about 2 images from 0 to 20 of imagenet, test: certify");
    Files.delete(folder.resolve("c/imagenet/noise_0.50/test/sigma_0.50"));
    certified("d/cifar10/noise_0.50/train/sigma_0.50", "0.8", "0.4");
    assertComplaint("0 to 20 of cifar10, train: certify");
  }

  @Test
  void imagesOfOtherClassesAreOtherImages() throws IOException {
    certified("a/sigma_0.50", "0.8", "0.4");
    certified("b/sigma_0.50", "0.8", "0.4");
    Path log = folder.resolve("b/sigma_0.50");
    Files.writeString(log, Files.readString(log).replace("\n20\t3\t3", "\n20\t5\t5"));
    assertComplaint("where image 20 is of another class: certify the same ones");
  }

  private void assertComplaint(String complaint) {
    var error = assertThrows(InvalidInputException.class, () -> csv("0"));
    assertTrue(error.getMessage().contains(complaint), error.getMessage());
  }

  private String csv(String radii) throws IOException {
    return TableFormat.CSV
        .print(TableKind.PAIRED.of(request(radii, Optional.empty())))
        .replaceAll(
            "(?m),(alpha,n,n0,bound,sampling,radii,precision,chosen_afterwards,differs_from_baseline_in|,{8})$",
            "");
  }

  private TableKind.Request request(String radii, Optional<ConfidenceLevel> confidence)
      throws IOException {
    return new TableKind.Request(
        LogCollection.load(LogFinder.find(List.of(folder.toString()))),
        Optional.of(Radii.parse(radii)),
        List.of(),
        confidence);
  }

  /** One image per radius: correct; wrong where an x stands before it; "-" is an abstention. */
  private void certified(String name, String... radii) throws IOException {
    List<String> lines = new ArrayList<>(List.of("idx\tlabel\tpredict\tradius\tcorrect\ttime"));
    for (String radius : radii) {
      int index = 20 * (lines.size() - 1);
      String answer =
          switch (radius.charAt(0)) {
            case '-' -> "-1\t0.0\t0";
            case 'x' -> "4\t" + radius.substring(1) + "\t0";
            default -> "3\t" + radius + "\t1";
          };
      lines.add(index + "\t3\t" + answer + "\t1.0");
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }
}
