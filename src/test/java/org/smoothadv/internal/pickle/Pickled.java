package org.smoothadv.internal.pickle;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.numpy.NumpyPickle;

/** Reads pickles from memory. */
public final class Pickled {
  private Pickled() {}

  /** The value of a pickle. */
  public static Object read(byte... pickle) throws IOException {
    return NumpyPickle.read(ByteSource.of(pickle), "test.pkl");
  }

  /**
   * The pickle is refused, as a user is told.
   *
   * @param words that the message holds
   */
  public static void assertRefused(byte[] pickle, String... words) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> read(pickle));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), "'" + word + "' in " + e.getMessage());
    }
    assertTrue(e.getMessage().startsWith("test.pkl: byte "), e.getMessage());
    assertTrue(e.getMessage().length() < 400, e.getMessage());
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
  }
}
