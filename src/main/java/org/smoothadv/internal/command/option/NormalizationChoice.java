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
    int channels = 1 + (int) text.chars().takeWhile(c -> c != '/').filter(c -> c == ',').count();
    parse(text, Normalization.none(channels));
  }

  private static Normalization parse(String text, Normalization standard) {
    try {
      return Normalization.parse(text, standard);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "%s is '%s' (%s); accepted is %s"
              .formatted(OPTION, text, e.getMessage(), Normalization.FORMS),
          e);
    }
  }

  /**
   * What the choice is before a network of this architecture.
   *
   * @param channels of the images
   * @throws InvalidInputException if it has numbers for more or fewer
   */
  public Normalization before(String architecture, int channels) {
    return parse(text, Architectures.standardNormalization(architecture, channels));
  }
}
