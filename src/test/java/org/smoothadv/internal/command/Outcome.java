package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/**
 * What one call of the program came to.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
record Outcome(int status, String out, String err) {
  /** The call did what was asked. */
  Outcome assertDone() {
    assertEquals(0, status, err);
    return this;
  }

  /**
   * The call was refused as wrong input: status 2, one or two lines that begin with {@code
   * smoothadv: }, no stack trace, nothing on standard output.
   *
   * @param words what the message must hold
   */
  Outcome assertRefused(String... words) {
    assertEquals(2, status, err);
    assertComplaint(List.of(words));
    assertTrue(err.lines().count() <= 2, err);
    return this;
  }

  /** The call failed: status 1, and the last line says why. */
  Outcome assertFailed(String... words) {
    assertEquals(1, status, err);
    String last = err.lines().reduce((first, second) -> second).orElse("");
    new Outcome(status, out, last).assertComplaint(List.of(words));
    return this;
  }

  private void assertComplaint(List<String> words) {
    assertTrue(err.startsWith("smoothadv: "), err);
    words.forEach(word -> assertTrue(err.contains(word), "'" + word + "' in " + err));
    assertFalse(err.contains("\tat ") || err.contains("Exception"), err);
    assertEquals("", out);
  }
}
