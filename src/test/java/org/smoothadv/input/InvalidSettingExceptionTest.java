package org.smoothadv.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class InvalidSettingExceptionTest {
  @Test
  void callsSettingsAsTheReaderKnowsThem() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () ->
                InvalidSettingException.require(
                    false, "noiseSamples", 3, "accepted is 1 where {sigma} is 0"));

    assertEquals("noiseSamples", refused.field());
    assertEquals("noiseSamples is 3; accepted is 1 where sigma is 0", refused.getMessage());
    assertEquals(
        "--noiseSamples is 3; accepted is 1 where --sigma is 0",
        refused.message(name -> "--" + name));
  }

  @Test
  void leavesValuesAsTheyAre() {
    InvalidSettingException refused =
        new InvalidSettingException("log", "{log} %s exists, in %s", "{sigma} 100%d", "%s");

    assertEquals("--log {sigma} 100%d exists, in %s", refused.message(name -> "--" + name));
  }

  @Test
  void keepsTheFieldBehindAPlace() {
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                InvalidInputException.at(
                    "50%s of {it}",
                    () -> {
                      throw new InvalidSettingException("sigma", "{sigma} is %s", -1.0);
                    }));

    assertEquals("50%s of {it}: --sigma is -1", refused.message(name -> "--" + name));
  }
}
