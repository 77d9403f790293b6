package org.smoothadv.internal.results.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.results.summary.CertifiedAccuracy.OverSeeds;
import org.smoothadv.internal.results.summary.Estimate.OverModels;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel.Interval;
import org.smoothadv.results.LogRecord.CertificationRecord;

/** Means over models of different seeds, and how sure they are. */
class OverSeedsTest {
  private static final ConfidenceLevel LEVEL = new ConfidenceLevel(0.95);
  private static final int IMAGES = 500;
  private static final int STUDIES = 2000;

  /**
   * A model answers an image rightly with probability 1 / (1 + exp(-(mean + a + b))), where a is
   * normal over the models and b over the images.
   */
  @ParameterizedTest
  @CsvSource({"0.5, 0.3, 2", "0.5, 1, 2", "3, 0.5, 2", "0.5, 0.5, 0", "0.5, 0, 2", "0.5, 0, 0"})
  void theIntervalOverThirtyModelsCoversAsOftenAsItSays(
      double mean, double spreadOfModels, double spreadOfImages) {
    double covered = coverage(30, mean, spreadOfModels, spreadOfImages);
    assertEquals(0.95, covered, 0.02);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0.5, 0.3, 2", "2, 0.5, 1, 2", "2, 0.5, 0.5, 0", "2, 0.5, 0, 2",
    "3, 0.5, 0.3, 2", "3, 0.5, 1, 2", "3, 0.5, 0.5, 0", "3, 0.5, 0, 2",
    "5, 0.5, 0.3, 2", "5, 0.5, 1, 2", "5, 0.5, 0.5, 0", "5, 0.5, 0, 2"
  })
  void theIntervalOverFewModelsHoldsItsLevel(
      int models, double mean, double spreadOfModels, double spreadOfImages) {
    double covered = coverage(models, mean, spreadOfModels, spreadOfImages);
    assertTrue(covered > 0.93, "covers " + covered);
  }

  private static double coverage(
      int models, double mean, double spreadOfModels, double spreadOfImages) {
    SplittableRandom random = new SplittableRandom(18);
    double truth = expected(mean, Math.hypot(spreadOfModels, spreadOfImages));
    int covered = 0;
    for (int study = 0; study < STUDIES; study++) {
      Interval interval =
          drawn(models, mean, spreadOfModels, spreadOfImages, random).interval(LEVEL);
      covered += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
    }
    return (double) covered / STUDIES;
  }

  private static OverModels drawn(
      int models, double mean, double spreadOfModels, double spreadOfImages, SplittableRandom r) {
    double[] ofImage = r.doubles(IMAGES).map(unused -> spreadOfImages * r.nextGaussian()).toArray();
    int[] byImage = new int[IMAGES];
    int sum = 0;
    long squaresOfModels = 0;
    for (int model = 0; model < models; model++) {
      double ofModel = mean + spreadOfModels * r.nextGaussian();
      int right = 0;
      for (int image = 0; image < IMAGES; image++) {
        int one = r.nextDouble() < logistic(ofModel + ofImage[image]) ? 1 : 0;
        right += one;
        byImage[image] += one;
      }
      sum += right;
      squaresOfModels += (long) right * right;
    }
    long squaresOfImages = 0;
    for (int count : byImage) {
      squaresOfImages += (long) count * count;
    }
    return new OverModels(models, IMAGES, sum, squaresOfModels, squaresOfImages);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The mean of the logistic function under a normal distribution, by the trapezoidal rule. */
  private static double expected(double mean, double deviation) {
    double step = 1e-3;
    double sum = 0;
    for (int i = -8000; i <= 8000; i++) {
      double z = i * step;
      sum += logistic(mean + deviation * z) * Math.exp(-z * z / 2) * step;
    }
    return sum / Math.sqrt(2 * Math.PI);
  }

  @Test
  void meanAndDeviationAreThoseOfTheModels() {
    OverSeeds models =
        new OverSeeds(List.of(model(1, 2, 0, 3), model(0, 2, 0, 0), model(1, 2, 2, 0)));
    Estimate atOne = models.accuracyAt(BigDecimal.ONE);
    assertEquals(7 / 12.0, atOne.value(), 1e-15);
    // Of 3/4, 1/4 and 3/4.
    assertEquals(Math.sqrt(1 / 12.0), atOne.standardDeviation().orElseThrow(), 1e-15);
    assertEquals(new Proportion(7, 12), atOne.pooled());
    assertEquals(new Proportion(5, 12), models.abstention().pooled());
    assertEquals(new BigDecimal(3), models.largestRadius());
    assertEquals(
        List.of(7, 5, 1), models.falls().values().stream().map(it -> it.pooled().count()).toList());
    models.falls().forEach((radius, accuracy) -> assertEquals(models.accuracyAt(radius), accuracy));
  }

  @Test
  void ofOneModelItIsTheIntervalOfItsImages() {
    OverSeeds one = new OverSeeds(List.of(model(1, 0, 2, 0, 0)));
    assertEquals(OptionalDouble.empty(), one.standardAccuracy().standardDeviation());
    assertEquals(new Proportion(2, 5).interval(LEVEL), one.standardAccuracy().interval(LEVEL));
  }

  @Test
  void wholeAgreementIsNoCertainty() {
    OverSeeds none = new OverSeeds(List.of(model(0, 0, 0), model(0, 0, 0)));
    assertEquals(new Proportion(0, 3).interval(LEVEL), none.standardAccuracy().interval(LEVEL));
    for (int count = 1; count < 4; count++) {
      Interval disagreeing =
          new OverModels(4, 1, count, (long) count, (long) count * count).interval(LEVEL);
      assertTrue(
          disagreeing.lower() >= 0 && disagreeing.upper() <= 1 && disagreeing.halfWidth() > 0.3);
    }
  }

  /** The images of a log by their radii; 0 is an abstention. */
  private static CertificationSummary model(int... radii) {
    List<CertificationRecord> records = new ArrayList<>();
    for (int image = 0; image < radii.length; image++) {
      records.add(
          new CertificationRecord(
              image,
              5,
              radii[image] == 0 ? -1 : 5,
              new BigDecimal(radii[image]),
              null,
              OptionalInt.empty()));
    }
    return CertificationSummary.of(records);
  }
}
