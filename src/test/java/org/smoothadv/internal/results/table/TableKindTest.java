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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;

/** The expected shares are counted by hand in logs of a few lines. */
class TableKindTest {
  private static final String WEAK = "resnet20/noise_0.25/test/sigma_0.25";
  private static final String STRONG = "resnet20/noise_0.50/test/sigma_0.50";

  @TempDir Path folder;

  @Test
  void theEnvelopeNamesTheBestModelOfEachRadius() throws IOException {
    twoModels();
    assertEquals(
        """
        radius,accuracy,log,standard_accuracy
        0,1,resnet20/noise_0.25/test/sigma_0.25,1
        0.4,0.5,resnet20/noise_0.50/test/sigma_0.50,0.5
        2,0,,
        """,
        csv(TableKind.ENVELOPE, "0,0.4,2"));
  }

  @Test
  void thereIsOneEnvelopePerValueOfAKey() throws IOException {
    twoModels();
    assertEquals(
        """
        sigma,radius,accuracy,log,standard_accuracy
        0.25,0,1,resnet20/noise_0.25/test/sigma_0.25,1
        0.5,0,0.5,resnet20/noise_0.50/test/sigma_0.50,0.5
        """,
        csv(TableKind.ENVELOPE, "0", GroupKey.SIGMA));
  }

  @Test
  void theAbstentionRateIsThatOfTheBestModel() throws IOException {
    twoModels();
    assertEquals(
        """
        radius,accuracy,abstention,log
        0,1,0,resnet20/noise_0.25/test/sigma_0.25
        0.4,0.5,0.25,resnet20/noise_0.50/test/sigma_0.50
        """,
        csv(TableKind.ABSTENTION, "0,0.4"));
  }

  @Test
  void ofEquallyGoodModelsTheOneWithTheHigherStandardAccuracyCounts() throws IOException {
    certified("a/sigma_0.25", "0.9", "-", "-", "-");
    certified("b/sigma_0.25", "0.9", "0.1", "-", "-");
    certified("c/sigma_0.25", "0.9", "0.1", "-", "-");
    assertEquals(
        "radius,accuracy,log,standard_accuracy\n0.5,0.25,b/sigma_0.25,0.5\n",
        csv(TableKind.ENVELOPE, "0.5"));
  }

  /** 2/255 * sqrt(3072) = 0.43471: section 4.1 of Salman et al. (2019) rounds it to 0.435. */
  @Test
  void convertsLinfRadiiWithTheSizeOfTheImages() throws IOException {
    certified("cifar10/" + WEAK, "0.43472", "0.4347", "0.1", "-");
    List<String> lines = csv(TableKind.LINF, "2/255").lines().toList();
    assertEquals("linf_radius,l2_radius,accuracy,standard_accuracy,log,dataset", lines.get(0));
    assertEquals(
        "0.00784313725490196,0.4347107909192476,0.25,0.75,cifar10/" + WEAK + ",cifar10",
        lines.get(1));
  }

  /** sqrt(150528) / 255 = 1.5215: section F rounds it to 1.5. */
  @Test
  void comparesModelsOfEachDatasetAmongThemselvesInLinf() throws IOException {
    certified("imagenet/" + WEAK, "1.6", "-", "-", "-");
    certified("cifar10/" + WEAK, "0.3", "0.3", "-", "-");
    List<String> lines = csv(TableKind.LINF, "1/255").lines().toList();
    assertTrue(
        lines.get(1).startsWith("0.00392156862745098,0.2173553954596238,0.5,"), lines.get(1));
    assertTrue(lines.get(2).startsWith("0.00392156862745098,1.52148776821736"), lines.get(2));
    assertTrue(lines.get(2).endsWith(",0.25,0.25,imagenet/" + WEAK + ",imagenet"), lines.get(2));
  }

  @ParameterizedTest
  @CsvSource({"cifar100, 3072", "svhn, 3072", "synthetic, 3072", "fashion-mnist, 784"})
  void knowsTheSizeOfImagesThatNoPathTells(String dataset, int values) throws IOException {
    certified("certify-0.25.tsv", "0.1");
    Files.writeString(
        folder.resolve("run.json"),
        "{\"configuration\": {\"dataset\": \"%s\"}}".formatted(dataset));
    String line = csv(TableKind.LINF, "1").lines().toList().get(1);
    assertEquals(Math.sqrt(values), Double.parseDouble(line.split(",", -1)[1]), 1e-12);
  }

  @Test
  void imagesOfSeveralSizesHaveNoLinfRadius() throws IOException {
    certified("certify-0.25.tsv", "0.1");
    Files.writeString(folder.resolve("run.json"), "{\"configuration\": {\"dataset\": \"folder\"}}");
    assertComplaint("needs to know the size of the images", TableKind.LINF, "1");
  }

  @Test
  void theEmpiricalTableTellsEachAttack() throws IOException {
    predicted("N100/PGD_0.250/num_8/predictions", 3, -1);
    predicted("N100/PGD_0.250/base/predictions", 7, 7);
    assertEquals(
        """
        log,attack,steps,noise_samples,n,epsilon,images,accuracy,abstention,attack_target,gradient,dataset,sigma,alpha,precision
        N100/PGD_0.250/base/predictions,pgd,,,100,0.25,2,0,0,base,,,,,
        N100/PGD_0.250/num_8/predictions,pgd,,8,100,0.25,2,0.5,0.5,smoothed,,,,,
        """,
        TableFormat.CSV.print(TableKind.EMPIRICAL.of(request(null, Optional.empty()))));
  }

  @Test
  void tellsPeopleWhatIsUnusualOfAModel() throws IOException {
    certified("PGD_2steps/eps_64/noise_0.25/test/sigma_0.25", "0.1", "-");
    assertEquals(
        "attack  T  m  sigma  epsilon  images    r=0  log", heading(TableKind.ACCURACY, "0"));
    certified("finetune_x/PGD_2steps/eps_64/noise_0.25/test/sigma_0.50", "0.1", "-");
    certified("PGD_2steps/without_noise/eps_64/noise_0.25/train/sigma_0.25", "0.1", "-");
    assertEquals(
        "split variant attack target T m sigma trained at epsilon images r=0 log",
        heading(TableKind.ACCURACY, "0").replaceAll(" +", " "));
    predicted("N100_nogradtrick/PGD_0.250/num_8/predictions", 3);
    assertEquals(
        "attack gradient m n epsilon images accuracy abstention log",
        heading(TableKind.EMPIRICAL, null).replaceAll(" +", " "));
  }

  /** Wilson (1927) at 95% for 1 of 4: (p + z^2/8 -+ z sqrt(p(1-p)/4 + z^2/64)) / (1 + z^2/4). */
  @Test
  void writesConfidenceIntervalsWhereTheyAreWanted() throws IOException {
    certified(WEAK, "0.1", "-", "-", "-");
    TableKind.Request request = request("0", Optional.of(new ConfidenceLevel(0.95)));
    String csv = TableFormat.CSV.print(TableKind.ACCURACY.of(request));
    List<String> lines = csv.lines().toList();
    assertTrue(lines.get(0).contains(",lower,upper,half_width,alpha,"), csv);
    String[] cells = lines.get(1).split(",", -1);
    int lower = List.of(lines.get(0).split(",")).indexOf("lower");
    assertEquals(0.0456, Double.parseDouble(cells[lower]), 5e-5);
    assertEquals(0.6994, Double.parseDouble(cells[lower + 1]), 5e-5);
    assertEquals(0.3269, Double.parseDouble(cells[lower + 2]), 5e-5);
    String text = TableFormat.TEXT.print(TableKind.ACCURACY.of(request));
    assertTrue(text.contains("0.250 +-0.327"), text);
  }

  @Test
  void warnsWhenModelsAreComparedOnDifferentImages() throws IOException {
    certified("a/" + WEAK, "0.1", "0.1", "0.1", "0.1");
    certified("b/" + WEAK, "0.1", "0.1");
    assertEquals(
        List.of(
            "models are compared on different images, each on those of its own log:"
                + " 4 images from 0 to 60 (1 log), 2 images from 0 to 20 (1 log)"),
        TableKind.ENVELOPE.of(request("0", Optional.empty())).notes());
  }

  @Test
  void setsLogsOfTheTrainingSplitAsideInComparisons() throws IOException {
    certified("noise_0.25/train/sigma_0.25", "0.9", "0.9");
    certified("noise_0.25/test/sigma_0.25", "0.1", "-");
    ResultTable table = TableKind.ENVELOPE.of(request("0", Optional.empty()));
    assertEquals(
        List.of("0", "0.5", "noise_0.25/test/sigma_0.25", "0.5"),
        table.tidy().rows().get(0).subList(0, 4).stream().map(ResultTable.Cell::text).toList());
    assertEquals(List.of("1 log of the training split set aside"), table.notes());
  }

  @Test
  void refusesWhatATableDoesNotHave() throws IOException {
    certified(WEAK, "0.1", "-");
    assertComplaint("no prediction log with images", TableKind.EMPIRICAL, null);
    assertComplaint("per does not go with table accuracy", TableKind.ACCURACY, "0", GroupKey.SIGMA);
    assertComplaint("per does not go with table linf", TableKind.LINF, "0", GroupKey.SIGMA);
    assertComplaint("per does not go with table paired", TableKind.PAIRED, "0", GroupKey.SIGMA);
    assertComplaint("needs to know the size of the images", TableKind.LINF, "0");
    predicted("N100/PGD_0.250/num_8/predictions", 3, -1);
    assertComplaint("radii does not go with table empirical", TableKind.EMPIRICAL, "0");
    Files.delete(folder.resolve(WEAK));
    assertComplaint("there is table empirical", TableKind.ENVELOPE, "0");
  }

  private void twoModels() throws IOException {
    certified(WEAK, "0.1", "0.1", "0.1", "0.1");
    certified(STRONG, "0.8", "0.4", "x0.9", "-");
  }

  private void assertComplaint(String complaint, TableKind kind, String radii, GroupKey... keys) {
    var error = assertThrows(InvalidInputException.class, () -> csv(kind, radii, keys));
    assertTrue(error.getMessage().contains(complaint), error.getMessage());
  }

  private String heading(TableKind kind, String radii) throws IOException {
    String text = TableFormat.TEXT.print(kind.of(request(radii, Optional.empty())));
    return text.lines().skip(2).findFirst().orElseThrow();
  }

  private String csv(TableKind kind, String radii, GroupKey... keys) throws IOException {
    TableKind.Request plain = request(radii, Optional.empty());
    String csv =
        TableFormat.CSV.print(
            kind.of(
                new TableKind.Request(
                    plain.logs(), plain.radii(), List.of(keys), plain.confidence())));
    return csv.replaceAll(
        "(?m),(alpha,n,n0,bound,sampling,radii,precision,chosen_afterwards|,{7})$", "");
  }

  private TableKind.Request request(String radii, Optional<ConfidenceLevel> confidence)
      throws IOException {
    return new TableKind.Request(
        LogCollection.load(LogFinder.find(List.of(folder.toString()))),
        Optional.ofNullable(radii).map(Radii::parse),
        List.of(),
        confidence);
  }

  /** One image per radius: correct; wrong where an x stands before it; "-" is an abstention. */
  private void certified(String name, String... radii) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("idx\tlabel\tpredict\tradius\tcorrect\ttime");
    for (String radius : radii) {
      int index = 20 * (lines.size() - 1);
      lines.add(
          radius.equals("-")
              ? index + "\t3\t-1\t0.0\t0\t1.0"
              : radius.startsWith("x")
                  ? index + "\t3\t4\t" + radius.substring(1) + "\t0\t1.0"
                  : index + "\t3\t3\t" + radius + "\t1\t1.0");
    }
    write(name, lines);
  }

  /** The true class is 3. */
  private void predicted(String name, int... answers) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("idx\tlabel\tpredict\tbasePredict\tcorrect\ttime");
    for (int answer : answers) {
      lines.add(lines.size() + "\t3\t" + answer + "\t3\t" + (answer == 3 ? 1 : 0) + "\t1.0");
    }
    write(name, lines);
  }

  private void write(String name, List<String> lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }
}
