package org.smoothadv.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InvalidInputExceptionTest {
  @Test
  void whatAFileBringsCannotActOnATerminal() {
    assertEquals(
        "a.log: 'x\\u{1b}[2J\\u{202e}'\nremedy\\u{a}more",
        new InvalidInputException("a.log: 'x\u001b[2J\u202e'\nremedy\nmore").getMessage());
  }

  @Test
  void aMessageIsCutInItsMiddle() {
    String message = "a.log: " + "x".repeat(1_000_000) + "; mend it";
    String cut = new InvalidInputException(message).getMessage();
    assertTrue(cut.startsWith("a.log: xxx"), cut);
    assertTrue(cut.contains(" ... "), cut);
    assertTrue(cut.endsWith("; mend it"), cut);
    assertTrue(cut.length() < 1600, cut);
  }
}
