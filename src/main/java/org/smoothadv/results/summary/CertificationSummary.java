package org.smoothadv.results.summary;

import java.math.BigDecimal;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.smoothadv.results.CertificationRecord;

/**
 * What a certification log says, without its lines. Images on which the classifier abstained stay
 * in every denominator.
 */
public final class CertificationSummary {
  private final int images;
  private final int abstentions;

  /** Sorted, because figures ask at many radii. */
  private final BigDecimal[] correctRadii;

  /** In the order of the images; null where the classifier is wrong or abstains. */
  private final BigDecimal[] radiiOfImages;

  private CertificationSummary(
      int images, int abstentions, BigDecimal[] correctRadii, BigDecimal[] radiiOfImages) {
    this.images = images;
    this.abstentions = abstentions;
    this.correctRadii = correctRadii;
    this.radiiOfImages = radiiOfImages;
  }

  /**
   * Summarises a log.
   *
   * @throws IllegalArgumentException if there is no record
   */
  public static CertificationSummary of(List<CertificationRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a log without images has no summary");
    }
    return new CertificationSummary(
        records.size(),
        (int) records.stream().filter(CertificationRecord::abstained).count(),
        records.stream()
            .filter(CertificationRecord::correct)
            .map(CertificationRecord::radius)
            .sorted()
            .toArray(BigDecimal[]::new),
        records.stream()
            .sorted(Comparator.comparingInt(CertificationRecord::index))
            .map(record -> record.correct() ? record.radius() : null)
            .toArray(BigDecimal[]::new));
  }

  /** Number of images, at least 1. */
  public int images() {
    return images;
  }

  /** Share of images on which the classifier abstained. */
  public Proportion abstention() {
    return new Proportion(abstentions, images);
  }

  /**
   * Certified accuracy (Salman et al. 2019, section 4): the share of images that are classified
   * correctly and certified at an L2 radius of at least {@code radius}.
   */
  public Proportion accuracyAt(BigDecimal radius) {
    int low = 0;
    int high = correctRadii.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (correctRadii[middle].compareTo(radius) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return new Proportion(correctRadii.length - low, images);
  }

  /** The accuracy at each radius behind which it is lower: those that images are certified at. */
  SortedMap<BigDecimal, Proportion> falls() {
    SortedMap<BigDecimal, Proportion> falls = new TreeMap<>();
    for (int i = 0; i < correctRadii.length; i++) {
      falls.putIfAbsent(correctRadii[i], new Proportion(correctRadii.length - i, images));
    }
    return falls;
  }

  /**
   * Which images count for {@link #accuracyAt}.
   *
   * @return a bit for each image, from the one with the lowest index to that with the highest
   */
  BitSet certifiedAt(BigDecimal radius) {
    BitSet certified = new BitSet(images);
    for (int i = 0; i < images; i++) {
      certified.set(i, radiiOfImages[i] != null && radiiOfImages[i].compareTo(radius) >= 0);
    }
    return certified;
  }

  /** Share of images that are classified correctly, at any radius. */
  public Proportion standardAccuracy() {
    return accuracyAt(BigDecimal.ZERO);
  }

  /** The largest radius of a correctly classified image, or 0 where there is none. */
  public BigDecimal largestRadius() {
    return correctRadii.length == 0 ? BigDecimal.ZERO : correctRadii[correctRadii.length - 1];
  }
}
