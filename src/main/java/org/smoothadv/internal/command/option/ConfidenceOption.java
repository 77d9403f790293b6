package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;

/** The option {@code --confidence}. */
final class ConfidenceOption {
  @Parameter(
      names = "--confidence",
      category = "Confidence",
      placeholder = "LEVEL",
      description = "level in (0, 1) of Wilson confidence intervals over the images, as in 0.95")
  private Double level;

  /**
   * The level, if the user wants intervals.
   *
   * @throws InvalidInputException if it does not lie in (0, 1)
   */
  Optional<ConfidenceLevel> level() {
    try {
      return Optional.ofNullable(level).map(ConfidenceLevel::new);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
              "confidence", "{confidence} %s does not lie in (0, 1)", level.toString())
          .because(e);
    }
  }
}
