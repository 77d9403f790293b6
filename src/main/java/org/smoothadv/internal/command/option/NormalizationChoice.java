package org.smoothadv.internal.command.option;

import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Normalization;

/**
 * The value of {@code --normalization}, whose words mean other constants for other networks.
 *
 * @param text one of {@link Normalization#FORMS}
 */
public record NormalizationChoice(String text) {
  public static final String OPTION = "--normalization";

  /**
   * Checks the text.
   *
   * @throws InvalidInputException if it is none of the forms
   */
  public NormalizationChoice {
    try {
      Normalization.parse(text, Normalization.CIFAR10);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "%s is '%s' (%s); accepted is %s"
              .formatted(OPTION, text, e.getMessage(), Normalization.FORMS),
          e);
    }
  }

  /** What the choice is before a network of this architecture. */
  public Normalization before(String architecture) {
    return Normalization.parse(text, Architectures.standardNormalization(architecture));
  }
}
