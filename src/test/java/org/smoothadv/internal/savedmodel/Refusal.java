package org.smoothadv.internal.savedmodel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.smoothadv.input.InvalidInputException;

/** The one line in which a SavedModel is refused. */
final class Refusal {
  private Refusal() {}

  /** What it says, without the folder in which everything lies. */
  static String of(
      Path folder,
      Path model,
      Optional<String> signature,
      Optional<String> input,
      Optional<String> output) {
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                Assertions.assertTimeout(
                    Duration.ofSeconds(5),
                    () -> SavedModelImport.read(model, signature, input, output)));
    assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
    return refused.getMessage().replace(folder.toString(), "");
  }
}
