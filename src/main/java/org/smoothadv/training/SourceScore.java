package org.smoothadv.training;

/**
 * How the steps fared whose labels come from one source.
 *
 * @param steps their number
 * @param score of their rows, each before its step's update
 */
public record SourceScore(int steps, BatchScore score) {
  /** These steps and others together. */
  SourceScore plus(SourceScore other) {
    return new SourceScore(steps + other.steps, score.plus(other.score));
  }
}
