package org.smoothadv.internal.results.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.results.source.LogDescription.Property;

/** The paths are of the kinds that the published logs have. */
class PathsOfPublishedLogsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cifar10/PGD_4steps/eps_127/cifar10/resnet110/noise_0.12/test/sigma_0.12"
            + "|cifar10 test 0.12 0.12 pgd smoothed 4 1 0.5 -",
        "cifar10/DDN_10steps_multiNoiseSamples/16-multitrain/eps_64/cifar10/resnet110/noise_1.00"
            + "/test/sigma_1.00|cifar10 test 1 1 ddn smoothed 10 16 0.25 -",
        "imagenet/PGD_1step/imagenet/eps_1024/resnet50/noise_0.50/test/sigma_0.50"
            + "|imagenet test 0.5 0.5 pgd smoothed 1 1 4 -",
        "imagenet/replication/resnet50/noise_0.25/test/sigma_0.25"
            + "|imagenet test 0.25 0.25 none - - - - -",
        "imagenet/data/cifar10/resnet110/noise_0.25/train/sigma_0.50"
            + "|cifar10 train 0.5 0.25 none - - - - -",
        "cifar10/PGD_2steps_baseAttackExp/without_noise/eps_255/cifar10/resnet110/noise_0.00/test"
            + "/sigma_0.12|cifar10 test 0.12 0 pgd base 2 1 1 SGD without noise",
        "cifar10/finetune_cifar_from_imagenetPGD2steps/DDN_6steps_30epochs_multinoise/2-multitrain"
            + "/eps_512/cifar10/resnet110/noise_0.50/test/sigma_0.50"
            + "|cifar10 test 0.5 0.5 ddn smoothed 6 2 2 pre-trained",
        "cifar10/self_training/PGD_10steps/weight_0.5/eps_127/cifar10/resnet110/noise_0.12/test"
            + "/sigma_0.12|cifar10 test 0.12 0.12 pgd smoothed 10 1 0.5 self-training, eta 0.5",
        "cifar10/finetune_cifar_from_imagenetPGD2steps/self_training_PGD_2steps/weight_1.0/eps_64"
            + "/cifar10/resnet110/noise_0.25/test/sigma_0.25"
            + "|cifar10 test 0.25 0.25 pgd smoothed 2 1 0.25 pre-trained, self-training, eta 1",
        "cifar10/PGD_2steps_baseAttackExp/with_noise/eps_255/cifar10/resnet110/noise_0.25/test"
            + "/sigma_0.25|cifar10 test 0.25 0.25 pgd smoothed 2 1 1 -",
        "cifar10/PGD_2steps_baseAttackExp/without_noise/eps_255/cifar10/resnet110/noise_0.25/test"
            + "/sigma_0.25|cifar10 test 0.25 0.25 pgd base 2 1 1 -",
        "best_models/cifar10/ours_pretraining/cifar10/finetune_cifar_from_imagenetPGD2steps"
            + "/PGD_10steps_30epochs/eps_127/cifar10/resnet110/noise_0.12/test/sigma_0.12"
            + "|cifar10 test 0.12 0.12 pgd smoothed 10 1 0.5 pre-trained",
        "imagenet/DDN_2steps/eps_127/resnet50/noise_1.00/test/sigma_1.00"
            + "|imagenet test 1 1 ddn smoothed 2 1 0.5 -",
        "some_PGD_2steps/my_eps_64/xnoise_0.12/sigma_0.12|- - 0.12 - - - - - - -",
      })
  void readsWhatPublishedPathsTell(String path, String expected) throws IOException {
    LogDescription log = new LogDescriber().describe(Path.of("/").resolve(path));
    Property[] properties = {
      Property.DATASET,
      Property.SPLIT,
      Property.SIGMA,
      Property.TRAINING_SIGMA,
      Property.TRAINING_ATTACK,
      Property.TRAINING_TARGET,
      Property.TRAINING_STEPS,
      Property.TRAINING_NOISE_SAMPLES,
      Property.TRAINING_EPSILON,
      Property.VARIANT
    };
    assertEquals(expected, known(log, properties));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cifar10/cohen/cifar_resnet20/noise_0.50_7483"
            + "|cifar10 cifar_resnet20 0.5 none - - - 7483 -",
        "mnist/cohen/noise_0.25_919|mnist - 0.25 none - - - 919 -",
        "cifar10/stab/lbd_2/cifar_densenet40/noise_0.5_9093"
            + "|cifar10 cifar_densenet40 0.5 none - - - 9093 stability training, lambda 2",
        "cifar10/macer/num_16/lbd_4.0/gamma_8.0/beta_16.0/cifar_resnet20/noise_0.50_6947"
            + "|cifar10 cifar_resnet20 0.5 none - 16 - 6947 MACER, lambda 4, gamma 8, beta 16",
        "mnist/macer_deferred30/num_16/lbd_6.0/gamma_8.0/beta_16.0/noise_1.00_505"
            + "|mnist - 1 none - 16 - 505 MACER deferred 30, lambda 6, gamma 8, beta 16",
        "cifar10/salman/pgd_512.0_10_10/num_2/cifar_resnet20/noise_0.50_3696"
            + "|cifar10 cifar_resnet20 0.5 pgd 10 2 2 3696 -",
        "cifar10/salman/pgd_512.0_10_10/num_2/cifar_densenet40/noise_0.50_1149_o"
            + "|cifar10 cifar_densenet40 0.5 pgd 10 2 2 1149 o",
        "mnist/salman/pgd_127.0_8_1/num_4/noise_0.25_3762.tsv"
            + "|mnist - 0.25 pgd 8 4 0.5 3762 warm-up 1",
        "mnist/salman/ddn_64.0_10_10_256.0_0.05/num_1/noise_0.25"
            + "|mnist - 0.25 ddn 10 1 0.25 - initial norm 256, gamma 0.05",
        "cifar10/consistency/cohen/num_2/lbd_20.0/eta_0.5/cifar_resnet110/noise_0.25"
            + "|cifar10 cifar_resnet110 0.25 none - 2 - - consistency, lambda 20, eta 0.5",
        "mnist/consistency/cohen/num_8/lbd_5.0/eta_0.5/noise_0.50_0"
            + "|mnist - 0.5 none - 8 - 0 consistency, lambda 5, eta 0.5",
        "imagenet/consistency/cohen/num_2/lbd_5.0/eta_0.1/noise_1.00"
            + "|imagenet - 1 none - 2 - - consistency, lambda 5, eta 0.1",
        "cifar10/consistency/salman_255.0_10_10/num_4/lbd_2.0/eta_0.5/cifar_resnet110/noise_0.25"
            + "|cifar10 cifar_resnet110 0.25 pgd 10 4 1 - consistency, lambda 2, eta 0.5",
        "mnist/smoothmix/smix_1.0_8_m0/tau_5.0/num_4/21/noise_1.0"
            + "|mnist - 1 pgd 8 4 - 21 SmoothMix, alpha 1, eta 5",
        "mnist/smix_0.5_2_m1/eta_1.0/num_4/3/noise_0.25"
            + "|mnist - 0.25 pgd 2 4 - 3 SmoothMix, alpha 0.5, eta 1, one-step adversary",
        "ablation/restriction/smix_1.0_8_m0_max2.0/tau_1.0/num_4/12/noise_1.0"
            + "|mnist - 1 pgd 8 4 2 12 SmoothMix, alpha 1, eta 1",
        "cifar10/smoothmix/noise_0.5|cifar10 - 0.5 pgd - - - - SmoothMix",
        "cifar10/smoothmix/noise_0.5_adv"
            + "|cifar10 - 0.5 pgd - - - - SmoothMix, one-step adversary",
        "cifar10/another_method/lbd_3.0/noise_0.5_12|cifar10 - 0.5 - - - - 12 lambda 3",
      })
  void readsWhatPathsOfLaterPapersTell(String path, String expected) throws IOException {
    LogDescription log = new LogDescriber().describe(Path.of("/data/certify").resolve(path));
    Property[] properties = {
      Property.DATASET,
      Property.ARCHITECTURE,
      Property.SIGMA,
      Property.TRAINING_ATTACK,
      Property.TRAINING_STEPS,
      Property.TRAINING_NOISE_SAMPLES,
      Property.TRAINING_EPSILON,
      Property.TRAINING_SEED,
      Property.VARIANT
    };
    assertEquals(expected, known(log, properties));
    assertEquals(log.text(Property.SIGMA), log.text(Property.TRAINING_SIGMA));
  }

  private static String known(LogDescription log, Property... properties) {
    return Stream.of(properties)
        .map(property -> log.get(property).orElse("-"))
        .collect(Collectors.joining(" "));
  }

  @Test
  void readsHowPublishedPredictionsWereAttacked() throws IOException {
    LogDescription log =
        new LogDescriber()
            .describe(Path.of("/predict_cifar_cohen/N10000/PGD_0.250/num_128/predictions"));
    assertEquals(
        Map.of(
            Property.DATASET, "cifar10",
            Property.SAMPLES, "10000",
            Property.ATTACK, "pgd",
            Property.ATTACK_TARGET, "smoothed",
            Property.ATTACK_NOISE_SAMPLES, "128",
            Property.ATTACK_EPSILON, "0.25"),
        log.values());
  }

  @ParameterizedTest
  @CsvSource({"N10000_nogradtrick, stein", "N10000, ''"})
  void readsWhetherAPublishedAttackUsedGradients(String votes, String gradient) throws IOException {
    Path path = Path.of("/predict_cifar_cohen/" + votes + "/PGD_0.250/num_8/predictions");
    LogDescription log = new LogDescriber().describe(path);
    assertEquals("10000", log.text(Property.SAMPLES));
    assertEquals(gradient, log.text(Property.ATTACK_GRADIENT));
  }

  @Test
  void readsThePathOfAPartOfALog() throws IOException {
    Path path = Path.of("/cifar10/resnet110/noise_0.25/test/sigma_0.25_part2.tsv");
    assertEquals("0.25", new LogDescriber().describe(path).text(Property.SIGMA));
  }

  @Test
  void vanillaAttacksHaveNoNoiseSamples() throws IOException {
    LogDescription log =
        new LogDescriber()
            .describe(Path.of("/predict_imagenet_ours/N100/DDN_0.000/base/predictions"));
    assertEquals("base", log.text(Property.ATTACK_TARGET));
    assertEquals("0", log.text(Property.ATTACK_EPSILON));
    assertTrue(log.get(Property.ATTACK_NOISE_SAMPLES).isEmpty());
  }
}
