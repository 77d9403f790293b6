package org.smoothadv.internal.results.summary;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogRecord.CertificationRecord;

/**
 * What a certification log says, without its lines. Images on which the classifier abstained stay
 * in every denominator.
 */
public final class CertificationSummary implements CertifiedAccuracy {
  private final int images;

  /** In the order of the images. */
  private final BitSet abstentions;

  /** Sorted, because figures ask at many radii. */
  private final BigDecimal[] correctRadii;

  /** In the order of the images; null where the classifier is wrong or abstains. */
  private final BigDecimal[] radiiOfImages;

  private final List<CandidateVotes> candidates;
  private final OptionalDouble samples;
  private final OptionalDouble seconds;
  private final int hashOfLines;

  private CertificationSummary(List<CertificationRecord> records) {
    images = records.size();
    List<CertificationRecord> sorted =
        records.stream().sorted(Comparator.comparingInt(CertificationRecord::index)).toList();
    abstentions = new BitSet(images);
    IntStream.range(0, images).filter(i -> sorted.get(i).abstained()).forEach(abstentions::set);
    correctRadii =
        records.stream()
            .filter(CertificationRecord::correct)
            .map(CertificationRecord::radius)
            .sorted()
            .toArray(BigDecimal[]::new);
    radiiOfImages =
        sorted.stream()
            .map(record -> record.correct() ? record.radius() : null)
            .toArray(BigDecimal[]::new);
    candidates =
        records.stream().allMatch(record -> record.estimate().isPresent())
            ? records.stream().map(record -> CandidateVotes.of(record.estimate().get())).toList()
            : List.of();
    samples =
        records.stream().allMatch(record -> record.samples().isPresent())
            ? records.stream().mapToInt(record -> record.samples().getAsInt()).average()
            : OptionalDouble.empty();
    seconds =
        records.stream().allMatch(record -> record.time() != null)
            ? records.stream().mapToDouble(record -> seconds(record.time())).average()
            : OptionalDouble.empty();
    hashOfLines = sorted.hashCode();
  }

  /**
   * What the probability pA of the class that the first samples chose was estimated from.
   *
   * @param votes for that class
   * @param samples n, at least 1; 1 without a vote where the first samples chose no class
   */
  public record CandidateVotes(int votes, int samples) {
    private static CandidateVotes of(CertificationRecord.Estimate estimate) {
      return estimate.candidate() == LogRecord.ABSTAIN
          ? new CandidateVotes(0, 1)
          : new CandidateVotes(
              estimate.votes().of(estimate.candidate()), estimate.votes().samples());
    }
  }

  /** One per image; none where the log does not have the votes of every image. */
  public List<CandidateVotes> candidates() {
    return candidates;
  }

  /**
   * Whether another log has the same lines, in whatever order, as a copy of it has. What is not
   * kept of the lines is compared by its hash.
   */
  boolean hasLinesOf(CertificationSummary other) {
    return hashOfLines == other.hashOfLines
        && abstentions.equals(other.abstentions)
        && Arrays.equals(radiiOfImages, other.radiiOfImages);
  }

  private static double seconds(Duration time) {
    return time.toSeconds() + time.toNanosPart() / 1e9;
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
    return new CertificationSummary(records);
  }

  @Override
  public List<CertificationSummary> models() {
    return List.of(this);
  }

  @Override
  public int images() {
    return images;
  }

  @Override
  public Proportion abstention() {
    return new Proportion(abstentions.cardinality(), images);
  }

  /** Share of correct answers among the answers; none where it always abstained. */
  public Optional<Proportion> answeredAccuracy() {
    int answers = images - abstentions.cardinality();
    return answers == 0
        ? Optional.empty()
        : Optional.of(new Proportion(correctRadii.length, answers));
  }

  /**
   * Average certified radius (Zhai et al. 2020, MACER): the mean over all images of the radius,
   * taken as 0 where the classifier is wrong or abstains.
   */
  public double averageRadius() {
    return Arrays.stream(correctRadii).reduce(BigDecimal.ZERO, BigDecimal::add).doubleValue()
        / images;
  }

  /**
   * Median certified radius over all images, 0 where the classifier is wrong or abstains; of an
   * even number the mean of the two in the middle.
   */
  public BigDecimal medianRadius() {
    BigDecimal two = BigDecimal.valueOf(2);
    return radiusOfRank((images - 1) / 2).add(radiusOfRank(images / 2)).divide(two);
  }

  private BigDecimal radiusOfRank(int rank) {
    int correct = rank - (images - correctRadii.length);
    return correct < 0 ? BigDecimal.ZERO : correctRadii[correct];
  }

  /** Mean number of samples per image; empty where the log does not say them of every image. */
  public OptionalDouble samplesPerImage() {
    return samples;
  }

  /** Mean time per image; empty where the log does not say it of every image. */
  public OptionalDouble secondsPerImage() {
    return seconds;
  }

  /** On which images the classifier abstained: a bit for each, in the order of the images. */
  BitSet abstained() {
    return (BitSet) abstentions.clone();
  }

  /** In the order of the images; null where the classifier is wrong or abstains. */
  BigDecimal[] radiiOfImages() {
    return radiiOfImages.clone();
  }

  @Override
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

  @Override
  public SortedMap<BigDecimal, Estimate> falls() {
    SortedMap<BigDecimal, Estimate> falls = new TreeMap<>();
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

  @Override
  public BigDecimal largestRadius() {
    return correctRadii.length == 0 ? BigDecimal.ZERO : correctRadii[correctRadii.length - 1];
  }
}
