package org.smoothadv.results;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** The outcome of one image: one line of a log. */
public sealed interface LogRecord {
  /** The value of {@link #predict()} when the smoothed classifier abstained. */
  int ABSTAIN = -1;

  /** The value of {@link #label()} where nobody knows the class of the image. */
  int UNKNOWN = -1;

  /** Position of the image in its split, from 0. */
  int index();

  /** The true class, from 0, or {@link #UNKNOWN}. */
  int label();

  /** The answer of the smoothed classifier: a class from 0, or {@link #ABSTAIN}. */
  int predict();

  /** Time spent on this image; null where the log does not say. */
  Duration time();

  /** Whether the smoothed classifier abstained. */
  default boolean abstained() {
    return predict() == ABSTAIN;
  }

  /** Whether the class of the image is known. */
  default boolean labelled() {
    return label() != UNKNOWN;
  }

  /**
   * Whether the smoothed classifier answered with the true class; never so on abstention, nor where
   * that is not known.
   */
  default boolean correct() {
    return !abstained() && predict() == label();
  }

  /**
   * What PREDICT (Cohen et al. 2019) answered for one image, attacked or not.
   *
   * @param index position of the image in its split, from 0
   * @param label true class, from 0, or {@link LogRecord#UNKNOWN}
   * @param predict answer of the smoothed classifier, or {@link LogRecord#ABSTAIN}
   * @param basePredict answer of the base classifier on the same image without noise, or {@link
   *     LogRecord#ABSTAIN} where its logits are not finite
   * @param time time spent on this image; null where the log does not say
   * @param votes of the samples, if the log says so
   */
  public record PredictionRecord(
      int index, int label, int predict, int basePredict, Duration time, Optional<Votes> votes)
      implements LogRecord {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value lies outside of its range
     */
    public PredictionRecord {
      check(index, label, predict, time);
      requireAtLeast("basePredict", basePredict, ABSTAIN);
      votes.ifPresent(
          counts -> {
            requireAtLeast("the number of votes", counts.samples(), 1);
            requireVotedFor(predict, counts);
          });
    }

    /**
     * A record without votes.
     *
     * @throws IllegalArgumentException if a value lies outside of its range
     */
    public PredictionRecord(int index, int label, int predict, int basePredict, Duration time) {
      this(index, label, predict, basePredict, time, Optional.empty());
    }
  }

  /**
   * What CERTIFY (Cohen et al. 2019) answered for one image.
   *
   * @param index position of the image in its split, from 0
   * @param label true class, from 0, or {@link LogRecord#UNKNOWN}
   * @param predict certified class, or {@link LogRecord#ABSTAIN}
   * @param radius certified L2 radius in pixel units (images in [0, 1]), from 0 to {@link
   *     #MAX_RADIUS}; of no meaning on abstention
   * @param time time spent on this image; null where the log does not say
   * @param samples votes that it took, those that chose the candidate among them, if the log says
   *     so
   * @param estimate what the radius was computed from, if the log says so
   */
  public record CertificationRecord(
      int index,
      int label,
      int predict,
      BigDecimal radius,
      Duration time,
      OptionalInt samples,
      Optional<Estimate> estimate)
      implements LogRecord {
    /**
     * What a radius is computed from.
     *
     * @param candidate the class that the first samples chose; {@link LogRecord#ABSTAIN} where most
     *     of them voted for none
     * @param votes of the other samples; none where there is no candidate
     */
    public record Estimate(int candidate, Votes votes) {}

    /** No two images in [0, 1] with fewer than a million values are this far from each other. */
    public static final BigDecimal MAX_RADIUS = new BigDecimal(1000);

    /** Decimals of a radius that was computed here. */
    private static final int SCALE = 8;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value lies outside of its range
     */
    public CertificationRecord {
      check(index, label, predict, time);
      Objects.requireNonNull(radius, "radius");
      if (radius.signum() < 0 || radius.compareTo(MAX_RADIUS) > 0) {
        throw new IllegalArgumentException(
            "radius must be at least 0 and at most " + MAX_RADIUS + ", but is " + radius);
      }
      samples.ifPresent(votes -> requireAtLeast("samples", votes, 1));
      estimate.ifPresent(it -> requireFitting(it, predict, samples.orElse(Integer.MAX_VALUE)));
    }

    /**
     * A record without what it was computed from.
     *
     * @throws IllegalArgumentException if a value lies outside of its range
     */
    public CertificationRecord(
        int index, int label, int predict, BigDecimal radius, Duration time, OptionalInt samples) {
      this(index, label, predict, radius, time, samples, Optional.empty());
    }

    private static void requireFitting(Estimate estimate, int predict, int samples) {
      int candidate = estimate.candidate();
      requireAtLeast("candidate", candidate, ABSTAIN);
      if (predict != ABSTAIN && predict != candidate) {
        throw new IllegalArgumentException(
            "predict must be the candidate %d or %d, but is %d"
                .formatted(candidate, ABSTAIN, predict));
      }
      requireVotedFor(predict, estimate.votes());
      int estimating = estimate.votes().samples();
      if (estimating >= samples) {
        throw new IllegalArgumentException(
            "there must be fewer votes than samples, which choose the candidate too, but there are %d votes of %d samples"
                .formatted(estimating, samples));
      }
      if ((candidate == ABSTAIN) != (estimating == 0)) {
        throw new IllegalArgumentException(
            "there must be votes exactly where there is a candidate, but candidate is %d with %d votes"
                .formatted(candidate, estimating));
      }
    }

    /**
     * A record with a freshly computed radius, which is rounded down to eight decimals: what is
     * logged is certified. On abstention the radius is 0.0, whatever is given.
     *
     * @throws IllegalArgumentException if a value lies outside of its range, or the radius is not
     *     finite
     */
    public static CertificationRecord of(
        int index,
        int label,
        int predict,
        double radius,
        Duration time,
        int samples,
        Estimate estimate) {
      BigDecimal logged = predict == ABSTAIN ? new BigDecimal("0.0") : roundedDown(radius);
      return new CertificationRecord(
          index, label, predict, logged, time, OptionalInt.of(samples), Optional.of(estimate));
    }

    /**
     * A freshly computed radius as it is logged.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public static BigDecimal roundedDown(double radius) {
      if (!Double.isFinite(radius)) {
        throw new IllegalArgumentException("radius must be finite, but is " + radius);
      }
      return new BigDecimal(radius).setScale(SCALE, RoundingMode.FLOOR);
    }

    /** Whether the image is classified correctly and certified at this L2 radius (inclusive). */
    public boolean certifiedAt(BigDecimal queried) {
      return correct() && radius.compareTo(queried) >= 0;
    }
  }

  /**
   * Checks the fields common to all records.
   *
   * @throws IllegalArgumentException naming the first field out of its range
   */
  private static void check(int index, int label, int predict, Duration time) {
    requireAtLeast("idx", index, 0);
    requireAtLeast("label", label, UNKNOWN);
    requireAtLeast("predict", predict, ABSTAIN);
    if (time != null && time.isNegative()) {
      throw new IllegalArgumentException("time must not be negative, but is " + time);
    }
  }

  /**
   * Checks that an answer has votes.
   *
   * @throws IllegalArgumentException if it has none
   */
  private static void requireVotedFor(int predict, Votes votes) {
    if (predict != ABSTAIN && votes.of(predict) == 0) {
      throw new IllegalArgumentException(
          "predict is %d, which has no votes: %s".formatted(predict, votes));
    }
  }

  /**
   * Checks one field.
   *
   * @throws IllegalArgumentException if {@code value < least}
   */
  private static void requireAtLeast(String field, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          field + " must be at least " + least + ", but is " + value);
    }
  }
}
