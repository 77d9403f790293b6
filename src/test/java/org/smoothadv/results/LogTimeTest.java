package org.smoothadv.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms are those in which Python prints a timedelta. */
class LogTimeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0:00:13.736080|PT13.73608S",
        "0:00:13|PT13S",
        "12:34:56.000001|PT12H34M56.000001S",
        "1 day, 0:00:01|PT24H1S",
        "2 days, 1:00:00.5|PT49H0.5S",
        "15.4|PT15.4S",
        "15|PT15S"
      })
  void readsWhatPythonPrints(String text, Duration expected) {
    assertEquals(expected, LogTime.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "0:60:00",
        "0:00:60",
        "0:00",
        ":00:13",
        "0::13",
        "0:00:",
        "-0:00:13",
        "0:00:-13",
        "0:00:13.",
        "0:00:13.1234567890",
        "1 days 0:00:01",
        "1 week, 0:00:01",
        "1 day, 15",
        "15.4.1",
        "+15"
      })
  void refusesEverythingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> LogTime.parse(text));
  }

  @Test
  void printsHoursWithoutBoundAndMicroseconds() {
    assertEquals("49:00:01.000002", LogTime.print(Duration.ofHours(49).plusNanos(1_000_002_999)));
  }
}
