package org.smoothadv.internal.results.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.figure.CurveLabels.CurveGroup;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.CertificationSummary.CandidateVotes;
import org.smoothadv.internal.results.summary.ComparableLogs;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.summary.Proportion;
import org.smoothadv.results.LogProvenance;

/**
 * The distributions over the images of a log of what CERTIFY (Cohen et al. 2019) learns of pA, the
 * probability of the class that the first samples chose, whether that class is right or wrong: the
 * share of its votes, and the lower bound that radii are computed from. Both are 0 where the first
 * samples chose no class.
 */
public final class VoteShares {
  /** Logs of which the two lines each can be told apart. */
  private static final int MAX_LOGS = Palette.LOOKS / 2;

  /** A lower bound on a probability, as of Clopper and Pearson (1934). */
  @FunctionalInterface
  public interface LowerBound {
    /**
     * The bound.
     *
     * @param votes k, from 0 to n
     * @param samples n, positive
     * @param alpha the probability of error, in (0, 1)
     */
    double of(int votes, int samples, double alpha);
  }

  private VoteShares() {}

  /**
   * Makes two curves per certification log: the lower bound and, behind it, the share of votes.
   *
   * @param bound by which logs bound pA
   * @throws InvalidInputException if there is no such log, or too many, or one does not have the
   *     votes, or was sampled adaptively, or does not tell its alpha
   */
  public static CurveSet of(LogCollection logs, LowerBound bound) {
    List<CertifiedLog> certified = logs.certified();
    if (certified.isEmpty() || certified.size() > MAX_LOGS) {
      throw new InvalidInputException(
          certified.isEmpty()
              ? "there is nothing to plot: pA needs certification logs with images"
              : "there are %d certification logs, but at most %d can be told apart: name fewer"
                  .formatted(certified.size(), MAX_LOGS));
    }
    List<GroupKey> keys = List.of(GroupKey.LOG);
    List<CurveGroup<CertifiedLog>> groups =
        CurveGroup.of(certified, log -> List.of(log.source().file().toString()));
    List<String> labels = CurveLabels.of(groups, keys, Stream.of());
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      CertifiedLog log = groups.get(i).logs().get(0);
      List<CandidateVotes> votes = votes(log);
      double alpha = alphaOfBound(log);
      curves.add(
          curve(
              labels.get(i) + ", lower bound",
              i,
              0,
              votes,
              it -> bound.of(it.votes(), it.samples(), alpha)));
      curves.add(
          curve(
              labels.get(i) + ", share of votes",
              i,
              1,
              votes,
              it -> (double) it.votes() / it.samples()));
    }
    List<String> notices = new ArrayList<>(logs.flaws());
    notices.addAll(ComparableLogs.differences(certified, keys));
    if (!logs.attacked().isEmpty()) {
      notices.add("prediction logs are left out: they bound no pA");
    }
    return new CurveSet(curves, notices);
  }

  private static List<CandidateVotes> votes(CertifiedLog log) {
    if (log.description().text(Property.SAMPLING).equals("adaptive")) {
      throw new InvalidInputException(
          log.name()
              + " was sampled adaptively: its bounds on pA depend on all looks at the votes, of which it has the last; certify again with fixed sampling");
    }
    List<CandidateVotes> votes = log.summary().models().get(0).candidates();
    if (votes.isEmpty()) {
      throw new InvalidInputException(
          log.name()
              + " has no columns 'candidate' and 'votes', which newer logs have; certify again");
    }
    return votes;
  }

  /** The bound top-two spends half of alpha on pA. */
  private static double alphaOfBound(CertifiedLog log) {
    LogDescription description = log.description();
    try {
      double alpha = Double.parseDouble(description.text(Property.ALPHA));
      if (alpha > 0 && alpha < 1) {
        return description.text(Property.BOUND).equals("top-two") ? alpha / 2 : alpha;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw new InvalidInputException(
        "%s: its alpha is not known, which %s tells: restore that file, or certify again"
            .formatted(log.name(), LogProvenance.fileBeside(log.source().file())));
  }

  private static Curve curve(
      String label,
      int number,
      int style,
      List<CandidateVotes> votes,
      ToDoubleFunction<CandidateVotes> probability) {
    Map<CandidateVotes, Double> known = new HashMap<>();
    TreeMap<Double, Integer> counts = new TreeMap<>();
    for (CandidateVotes it : votes) {
      counts.merge(known.computeIfAbsent(it, probability::applyAsDouble), 1, Integer::sum);
    }
    List<Curve.Point> points = new ArrayList<>();
    int below = 0;
    for (Map.Entry<Double, Integer> step : counts.entrySet()) {
      below += step.getValue();
      points.add(
          new Curve.Point(BigDecimal.valueOf(step.getKey()), new Proportion(below, votes.size())));
    }
    // Two patterns per log: where colours come again, so do the patterns, but the next two.
    return new Curve(label, Curve.Kind.DISTRIBUTION, number, style + number / Palette.HUES, points);
  }
}
