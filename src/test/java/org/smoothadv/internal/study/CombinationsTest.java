package org.smoothadv.internal.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smoothadv.internal.study.Section.Setting;

class CombinationsTest {
  @Test
  void combinesEveryValueWithEveryOther() {
    Combinations combinations =
        new Combinations(
            List.of(
                new Setting("sigma", List.of("0.25", "0.5"), 1),
                new Setting("attack", List.of("pgd"), 2),
                new Setting("steps", List.of("2", "4"), 3)));
    assertEquals(4, combinations.size(10));
    assertEquals(
        List.of(
            Map.of("sigma", "0.25", "attack", "pgd", "steps", "2"),
            Map.of("sigma", "0.25", "attack", "pgd", "steps", "4"),
            Map.of("sigma", "0.5", "attack", "pgd", "steps", "2"),
            Map.of("sigma", "0.5", "attack", "pgd", "steps", "4")),
        combinations.all());
  }

  @Test
  void nothingHasOneCombination() {
    assertEquals(1, new Combinations(List.of()).size(10));
    assertEquals(List.of(Map.of()), new Combinations(List.of()).all());
  }

  @Test
  void countsAsFarAsIsAskedFor() {
    List<String> hundred = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
    Combinations combinations =
        new Combinations(Collections.nCopies(40, new Setting("seed", hundred, 1))); // 1e80
    assertEquals(10_001, combinations.size(10_000));
  }
}
