package org.smoothadv.pickle;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.smoothadv.input.InvalidInputException;

/** Reads pickles from memory. */
final class Pickled {
  private Pickled() {}

  /** The value of a pickle. */
  static Object read(byte... pickle) throws IOException {
    PickleInput input = new PickleInput(ByteSource.of(pickle), "test.pkl");
    return new Unpickler(Pickles.numpy(input), PersistentIds.none()).read(input);
  }

  /**
   * The pickle is refused, as a user is told.
   *
   * @param words that the message holds
   */
  static void assertRefused(byte[] pickle, String... words) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> read(pickle));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), "'" + word + "' in " + e.getMessage());
    }
    assertTrue(e.getMessage().startsWith("test.pkl: byte "), e.getMessage());
    assertTrue(e.getMessage().length() < 400, e.getMessage());
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
  }
}
