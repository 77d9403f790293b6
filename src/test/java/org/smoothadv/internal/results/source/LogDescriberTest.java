package org.smoothadv.internal.results.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.source.LogDescription.Property;

/** What the files beside a log tell of it. */
class LogDescriberTest {
  @TempDir Path folder;

  @Test
  void readsTheRunAndTheFileBesideTheLog() throws IOException {
    write(
        "run/run.json",
        """
        {"configuration": {"dataset": "cifar10", "architecture": "cifar-resnet-20", "sigma": 0.25,
         "attack": "pgd", "attackTarget": "smoothed", "epsilon": 0.4980392156862745, "steps": 2,
         "noiseSamples": 4, "epochs": 150}}
        """);
    write(
        "run/logs/certify-0.50.json",
        """
        {"kind": "certify", "dataset": "cifar10", "split": "test", "sigma": 0.50, "n": 100000}
        """);
    LogDescription log = new LogDescriber().describe(folder.resolve("run/logs/certify-0.50.tsv"));
    assertEquals("0.5", log.text(Property.SIGMA));
    assertEquals("0.25", log.text(Property.TRAINING_SIGMA));
    assertEquals("pgd", log.text(Property.TRAINING_ATTACK));
    assertEquals("4", log.text(Property.TRAINING_NOISE_SAMPLES));
    assertEquals("0.4980392156862745", log.text(Property.TRAINING_EPSILON));
    assertEquals("100000", log.text(Property.SAMPLES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'attack': 'pgd', 'gradient': 'plugin', 'noiseAfterAttack': true, 'sigma': 0.25| ''",
        "'attack': 'pgd', 'gradient': 'plugin', 'noiseAfterAttack': false| SGD without noise",
        "'attack': 'pgd', 'sigma': 0.0| SGD without noise",
        "'attack': 'ddn', 'gradient': 'stein-baseline'| stein-baseline gradient",
        "'attack': 'none', 'gradient': 'stein', 'sigma': 0.25| ''",
        "'sigma': 0.25, 'fineTune': '', 'unlabelled': '', 'unlabelledWeight': 0.0| ''",
        "'sigma': 0.25, 'fineTune': '/runs/imagenet32', 'unlabelled': ''| pre-trained",
        "'objective': 'macer', 'lambda': 12.0, 'eta': 0.0, 'beta': 16.0, 'gamma': 8.0,"
            + " 'deferred': true| MACER deferred, lambda 12, gamma 8, beta 16",
        "'objective': 'smoothmix', 'eta': 5.0, 'alpha': 0.5, 'mixStep': 1|"
            + " SmoothMix, alpha 0.5, eta 5, mixed from step 1",
        "'sigma': 0.25, 'unlabelled': '/500k.npz', 'unlabelledWeight': 1.0| self-training, eta 1",
        "'sigma': 0.25, 'fineTune': '/runs/imagenet32', 'unlabelled': '/500k.npz',"
            + " 'unlabelledWeight': 0.5| pre-trained, self-training, eta 0.5",
      })
  void readsWhatSetsARunApartBesidesItsAttack(String configuration, String variant)
      throws IOException {
    write("run.json", "{\"configuration\": {%s}}".formatted(configuration.replace('\'', '"')));
    LogDescription log = new LogDescriber().describe(folder.resolve("certify-0.25.tsv"));
    assertEquals(variant, log.text(Property.VARIANT));
  }

  @Test
  void anAttackThatIsNoneHasNoDetailsAndRadiusZero() throws IOException {
    write("run.json", "{\"configuration\": {\"attack\": \"none\", \"steps\": 2, \"epsilon\": 1}}");
    write("p.json", "{\"kind\": \"predict\", \"attack\": \"none\", \"steps\": 20}");
    LogDescription log = new LogDescriber().describe(folder.resolve("p.tsv"));
    assertEquals(
        Map.of(
            Property.TRAINING_ATTACK, "none",
            Property.ATTACK, "none",
            Property.ATTACK_EPSILON, "0"),
        log.without(Property.SETTINGS, Property.TRAINING).values());
  }

  @Test
  void tellsTrainingsThatDifferInMoreThanTheirSeed() throws IOException {
    String run =
        "{'machine': {'threads': %d}, 'configuration': {'epochs': %d, 'data': '%s', 'seed': %d}}";
    LogDescription first = describeRun(run.formatted(2, 90, "/data", 0));
    LogDescription second = describeRun(run.formatted(8, 90, "/mnt/data", 1));
    LogDescription longer = describeRun(run.formatted(2, 91, "/data", 2));
    assertEquals("1", second.text(Property.TRAINING_SEED));
    assertEquals(first.text(Property.TRAINING), second.text(Property.TRAINING));
    assertNotEquals(first.text(Property.TRAINING), longer.text(Property.TRAINING));
  }

  @Test
  void whatSeedAnImportedModelWasTrainedWithIsNotKnown() throws IOException {
    LogDescription log =
        describeRun("{'configuration': {'epochs': 1, 'seed': 0}, 'origin': {'file': 'a.pth'}}");
    assertTrue(log.get(Property.TRAINING_SEED).isEmpty(), log.toString());
  }

  private LogDescription describeRun(String json) throws IOException {
    write("run.json", json.replace('\'', '"'));
    return new LogDescriber().describe(folder.resolve("certify-0.25.tsv"));
  }

  @Test
  void withoutAFileBesideTheLogItsNameTellsSigma() throws IOException {
    write("run.json", "{\"configuration\": {\"sigma\": 0.25}}");
    LogDescription log = new LogDescriber().describe(folder.resolve("certify-1.00.tsv"));
    assertEquals("1", log.text(Property.SIGMA));
  }

  @Test
  void namesACorruptJsonFile() throws IOException {
    for (String content :
        new String[] {
          "{",
          "[]",
          "{}",
          "{\"configuration\": {\"sigma\": [0.25]}}",
          "{\"configuration\": {\"sigma\": 1e999999999}}",
          "{\"configuration\": {\"sigma\": 1e9999}}",
          "{\"configuration\": {\"sigma\": 1e-9999}}",
          "{\"configuration\": {\"sigma\": 0." + "3".repeat(9000) + "}}",
          "{\"configuration\": {\"dataset\": \"" + "3".repeat(1_000_000) + "\"}}",
          "[".repeat(1_000_000)
        }) {
      write("run.json", content);
      var error =
          assertThrows(
              InvalidInputException.class,
              () -> new LogDescriber().describe(folder.resolve("certify-1.00.tsv")),
              content);
      assertTrue(error.getMessage().contains("run.json"), error.getMessage());
      assertTrue(error.getMessage().length() < 400, error.getMessage());
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
