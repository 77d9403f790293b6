package org.smoothadv.internal.results.summary;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.results.summary.DescribedLog.ImageSet;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogRecord.CertificationRecord;

/** A log that was read, of either kind. */
public interface DescribedLog {
  /** Where it was found. */
  LogFile source();

  /** What is known about it. */
  LogDescription description();

  /** The images it is about. */
  ImageSet images();

  /** What tables call it. */
  default String name() {
    return source().name();
  }

  /** Which images of a split a log is about. */
  public static final class ImageSet {
    private final int[] indices;

    private ImageSet(int[] indices) {
      this.indices = indices;
    }

    /** The images of these records. */
    static ImageSet of(Collection<? extends LogRecord> records) {
      return new ImageSet(records.stream().mapToInt(LogRecord::index).sorted().toArray());
    }

    /** The first image whose distance from the one before differs from that of the first two. */
    OptionalInt firstUneven() {
      for (int i = 1; i < indices.length; i++) {
        int step = indices[i] - indices[i - 1];
        if (step == 0 || step != indices[1] - indices[0]) {
          return OptionalInt.of(indices[i]);
        }
      }
      return OptionalInt.empty();
    }

    /** The first that is none of the first so many multiples of a step. */
    OptionalInt firstNotAmong(int step, int count) {
      return Arrays.stream(indices)
          .filter(index -> index % step != 0 || index / step >= count)
          .findFirst();
    }

    /**
     * Which of the images of a split these are: {@code all}, {@code 0 to 499}, {@code every 20th
     * from 0 to 9980}, {@code 7}, or, where the distances differ, {@code some from 3 to 977}.
     *
     * @param split how many images the split has; empty where that is not known
     */
    public String which(OptionalInt split) {
      int first = indices[0];
      int last = indices[indices.length - 1];
      if (indices.length == split.orElse(-1) && first == 0 && firstUneven().isEmpty()) {
        return "all";
      }
      if (indices.length == 1) {
        return Integer.toString(first);
      }
      String range = first + " to " + last;
      if (firstUneven().isPresent()) {
        return "some from " + range;
      }
      int step = indices[1] - first;
      return step == 1 ? range : "every %s from %s".formatted(ordinal(step), range);
    }

    private static String ordinal(int number) {
      boolean teens = number / 10 % 10 == 1;
      return number
          + switch (teens ? 0 : number % 10) {
            case 1 -> "st";
            case 2 -> "nd";
            case 3 -> "rd";
            default -> "th";
          };
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ImageSet set && Arrays.equals(indices, set.indices);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(indices);
    }

    /** As in "500 images from 0 to 9980". */
    @Override
    public String toString() {
      return indices.length == 1
          ? "image " + indices[0]
          : indices.length + " images from " + indices[0] + " to " + indices[indices.length - 1];
    }
  }

  /**
   * A certification log that was read.
   *
   * @param source where it was found; the first of its shards where it has several
   * @param files the log's file, or those of all its shards
   * @param description what is known about it
   * @param images the images it is about
   * @param summary what it says
   */
  public record CertifiedLog(
      LogFile source,
      List<Path> files,
      LogDescription description,
      ImageSet images,
      CertificationSummary summary)
      implements DescribedLog {}

  /**
   * A prediction log, clean or under attack, that was read.
   *
   * @param source where it was found
   * @param description what is known about it
   * @param images the images it is about
   * @param accuracy empirical accuracy (Salman et al. 2019, section 4): the share of images that
   *     the smoothed classifier answers correctly, without abstaining
   * @param abstention share of images on which it abstained
   */
  public record AttackedLog(
      LogFile source,
      LogDescription description,
      ImageSet images,
      Proportion accuracy,
      Proportion abstention)
      implements DescribedLog {}

  /**
   * What a certification log says, without its lines. Images on which the classifier abstained stay
   * in every denominator.
   */
  public static final class CertificationSummary {
    private final int images;
    private final int abstentions;

    /** Sorted, because figures ask at many radii. */
    private final BigDecimal[] correctRadii;

    /** In the order of the images; null where the classifier is wrong or abstains. */
    private final BigDecimal[] radiiOfImages;

    private final OptionalDouble samples;
    private final OptionalDouble seconds;

    private CertificationSummary(List<CertificationRecord> records) {
      images = records.size();
      abstentions = (int) records.stream().filter(CertificationRecord::abstained).count();
      correctRadii =
          records.stream()
              .filter(CertificationRecord::correct)
              .map(CertificationRecord::radius)
              .sorted()
              .toArray(BigDecimal[]::new);
      radiiOfImages =
          records.stream()
              .sorted(Comparator.comparingInt(CertificationRecord::index))
              .map(record -> record.correct() ? record.radius() : null)
              .toArray(BigDecimal[]::new);
      samples =
          records.stream().allMatch(record -> record.samples().isPresent())
              ? records.stream().mapToInt(record -> record.samples().getAsInt()).average()
              : OptionalDouble.empty();
      seconds =
          records.stream().allMatch(record -> record.time() != null)
              ? records.stream().mapToDouble(record -> seconds(record.time())).average()
              : OptionalDouble.empty();
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

    /** Number of images, at least 1. */
    public int images() {
      return images;
    }

    /** Share of images on which the classifier abstained. */
    public Proportion abstention() {
      return new Proportion(abstentions, images);
    }

    /** Share of correct answers among the answers; none where it always abstained. */
    public Optional<Proportion> answeredAccuracy() {
      int answers = images - abstentions;
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
}
