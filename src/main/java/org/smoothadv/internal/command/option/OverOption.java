package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import org.smoothadv.internal.results.summary.LogCollection;

/** The option {@code --over}. */
final class OverOption {
  /** What models may differ in that count as one. */
  enum Over {
    SEED
  }

  @Parameter(
      names = "--over",
      category = "Groups",
      placeholder = "NAME",
      description =
          "seed: the mean over models that differ in the seed of their training only (train --seed),"
              + " with the standard deviation between them; intervals are then over models and"
              + " images")
  private Over over;

  /** Whether it is given. */
  boolean given() {
    return over != null;
  }

  /**
   * Brings logs together, if that is asked for.
   *
   * @throws org.smoothadv.input.InvalidInputException if they tell no seed
   */
  LogCollection applied(LogCollection logs) {
    return given() ? logs.overSeeds() : logs;
  }
}
