package org.smoothadv.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.smoothadv.input.Quoted;

/**
 * The votes of the samples that estimated, as a log keeps them: {@code class:count}, most first,
 * equal ones by class, with blanks between them, as in {@code 3:94 5:6}. Class {@link
 * LogRecord#ABSTAIN} has the samples whose logits were not finite. There is no entry without a vote
 * and none at all where no sample was drawn.
 */
public final class Votes {
  private static final Comparator<int[]> ORDER =
      Comparator.<int[]>comparingInt(entry -> -entry[1]).thenComparingInt(entry -> entry[0]);

  /** Classes and their counts in turns: a tree of logs has millions of these. */
  private final int[] entries;

  private Votes(List<int[]> entries) {
    this.entries = entries.stream().sorted(ORDER).flatMapToInt(Arrays::stream).toArray();
  }

  /**
   * Keeps counts.
   *
   * @param byClass the votes for each class from 0, at least 0
   * @param without the samples that voted for none
   */
  public static Votes of(int[] byClass, int without) {
    List<int[]> entries = new ArrayList<>();
    add(entries, LogRecord.ABSTAIN, without);
    for (int c = 0; c < byClass.length; c++) {
      add(entries, c, byClass[c]);
    }
    return new Votes(entries);
  }

  private static void add(List<int[]> entries, int label, int count) {
    if (count > 0) {
      entries.add(new int[] {label, count});
    }
  }

  /**
   * Reads what {@link #toString} prints.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Votes parse(String field) {
    List<int[]> entries = new ArrayList<>();
    long sum = 0;
    for (String entry : field.isEmpty() ? new String[0] : field.split(" ", -1)) {
      int colon = entry.indexOf(':');
      try {
        int label = Integer.parseInt(entry.substring(0, Math.max(colon, 0)));
        int count = Integer.parseInt(entry.substring(colon + 1));
        if (label < LogRecord.ABSTAIN
            || count < 1
            || entries.stream().anyMatch(e -> e[0] == label)) {
          throw refused(field);
        }
        entries.add(new int[] {label, count});
        sum += count;
      } catch (NumberFormatException e) {
        throw refused(field);
      }
    }
    if (sum > Integer.MAX_VALUE) {
      throw refused(field);
    }
    return new Votes(entries);
  }

  private static IllegalArgumentException refused(String field) {
    return new IllegalArgumentException(
        "votes must be class:count, each class once, with blanks between them, as in '3:94 5:6', but is "
            + Quoted.of(field));
  }

  /** The number of samples, those that voted for no class among them. */
  public int samples() {
    int sum = 0;
    for (int i = 1; i < entries.length; i += 2) {
      sum += entries[i];
    }
    return sum;
  }

  /** The votes for a class, or with {@link LogRecord#ABSTAIN} the samples without one. */
  public int of(int label) {
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i] == label) {
        return entries[i + 1];
      }
    }
    return 0;
  }

  /** The largest class with a vote; {@link LogRecord#ABSTAIN} where there is none. */
  public int lastClass() {
    int last = LogRecord.ABSTAIN;
    for (int i = 0; i < entries.length; i += 2) {
      last = Math.max(last, entries[i]);
    }
    return last;
  }

  /**
   * The votes for each class from 0, without those for none.
   *
   * @param classes how many there are, more than {@link #lastClass}
   */
  public int[] byClass(int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i] >= 0) {
        counts[entries[i]] = entries[i + 1];
      }
    }
    return counts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Votes votes && Arrays.equals(entries, votes.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }

  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < entries.length; i += 2) {
      texts.add(entries[i] + ":" + entries[i + 1]);
    }
    return texts.stream().collect(Collectors.joining(" "));
  }
}
