package org.smoothadv.internal.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "pgd,                     true",
    "pg,                      false",
    "p?d,                     true",
    "*,                       true",
    "pgd/sigma0.25-T2,        true",
    "pgd/sigma0.25-*,         true",
    "pgd/sigma0x25-*,         false",
    "pgd/*/certify-*,         true",
    "pgd/*/predict-*,         false",
    "*/certify-*,             false",
    "*/*/*.tsv,               true",
    "*/*/*/*,                 false",
    "[p]gd,                   false",
    "'',                      false"
  })
  void matchesANameOrItsBeginning(String pattern, boolean matches) {
    assertEquals(matches, new NamePattern(pattern).matches("pgd/sigma0.25-T2/certify-0.25.tsv"));
  }

  @ParameterizedTest
  @CsvSource({
    "a*b*c, axxbxbxc, true",
    "a*b*c, axxbxbxd, false",
    "*a?*,  bab,      true",
    "*a?*,  bba,      false",
    "**,    a,        true",
  })
  void severalStarsShareTheLetters(String pattern, String name, boolean matches) {
    assertEquals(matches, new NamePattern(pattern).matches(name));
  }

  @Test
  void manyStarsTakeNoTime() {
    NamePattern pattern = new NamePattern("*a".repeat(30) + "*b");
    assertTimeoutPreemptively(
        Duration.ofSeconds(1), () -> assertFalse(pattern.matches("a".repeat(64))));
  }
}
