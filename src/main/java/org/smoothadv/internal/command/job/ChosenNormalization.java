package org.smoothadv.internal.command.job;

import java.nio.file.Path;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.option.NormalizationChoice;
import org.smoothadv.internal.results.source.PublishedPath;
import org.smoothadv.internal.training.ImportedNormalization;
import org.smoothadv.network.Normalization;

/**
 * The normalisation of an imported network.
 *
 * @param value the layer
 * @param source what says so
 */
public record ChosenNormalization(Normalization value, Source source) {
  /** Who says what the layer is. */
  public enum Source {
    BUFFERS("buffers of the checkpoint"),
    OPTION(NormalizationChoice.OPTION),
    PATH("the path of a published model");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * Finds out: the checkpoint's own buffers say it, or else the user does, or else the path of a
   * published model.
   *
   * @param standard what {@code standard} means for the network
   * @param buffers what the checkpoint says
   * @param force whether the user's word counts more than that
   * @return nothing where nobody says it
   * @throws InvalidInputException if buffers and user contradict each other
   */
  public static Optional<ChosenNormalization> of(
      Path checkpoint,
      String architecture,
      Normalization standard,
      Optional<Normalization> buffers,
      Optional<NormalizationChoice> option,
      boolean force) {
    Optional<Normalization> given =
        option.map(choice -> choice.before(architecture, standard.channels()));
    boolean contradiction =
        buffers.isPresent()
            && given.isPresent()
            && !ImportedNormalization.agree(buffers.get(), given.get());
    if (contradiction && !force) {
      throw new InvalidSettingException(
          "normalization",
          "{normalization} %s: buffers in %s say %s; leave the option out, or add {force} to insist",
          option.get().text(),
          checkpoint,
          buffers.get().text(standard));
    }
    if (buffers.isPresent() && !contradiction) {
      return Optional.of(new ChosenNormalization(buffers.get(), Source.BUFFERS));
    }
    if (given.isPresent()) {
      return Optional.of(new ChosenNormalization(given.get(), Source.OPTION));
    }
    return PublishedPath.normalizationOfModel(checkpoint)
        .map(text -> Normalization.parse(text, standard))
        .map(value -> new ChosenNormalization(value, Source.PATH));
  }
}
