package org.smoothadv.internal.results.summary;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.results.summary.DescribedLog.ImageSet;
import org.smoothadv.results.LogRecord;

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
    private final int[] labels;

    private ImageSet(int[] indices, int[] labels) {
      this.indices = indices;
      this.labels = labels;
    }

    /** The images of these records. */
    static ImageSet of(Collection<? extends LogRecord> records) {
      List<? extends LogRecord> sorted =
          records.stream().sorted(Comparator.comparingInt(LogRecord::index)).toList();
      return new ImageSet(
          sorted.stream().mapToInt(LogRecord::index).toArray(),
          sorted.stream().mapToInt(record -> record.labelled() ? record.label() : -1).toArray());
    }

    /**
     * The first image that is of another class there, where both know it.
     *
     * @param same images of the same numbers
     */
    public OptionalInt firstOfAnotherClass(ImageSet same) {
      for (int i = 0; i < indices.length; i++) {
        if (labels[i] != same.labels[i] && labels[i] >= 0 && same.labels[i] >= 0) {
          return OptionalInt.of(indices[i]);
        }
      }
      return OptionalInt.empty();
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
      CertifiedAccuracy summary)
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
}
