package org.smoothadv.internal.pickle;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;

/** Whatever happened to a pickle, it is read or refused; no other exception reaches the user. */
class DamagedPickleTest {
  private static final int FLIPS = 2_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void everyPrefixIsRefused(int protocol) {
    byte[] whole = PythonPickles.ofProtocol(protocol);
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThrows(InvalidInputException.class, () -> Pickled.read(prefix), "length " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void changedBytesAreReadOrRefused(int protocol) {
    byte[] whole = PythonPickles.ofProtocol(protocol);
    Random random = new Random(protocol);
    for (int i = 0; i < FLIPS; i++) {
      byte[] changed = whole.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      readOrRefuse(changed, "protocol " + protocol + ", attempt " + i);
    }
  }

  private static void readOrRefuse(byte[] pickle, String what) {
    try {
      Pickled.read(pickle);
    } catch (InvalidInputException e) {
      // As it should be.
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail(what, e);
    }
  }
}
