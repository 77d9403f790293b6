package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;

/**
 * LeNet, residual networks of basic blocks, wide ResNets and DenseNets, and images that are not
 * square or coloured.
 */
class SmallNetworksTest {
  /**
   * Those of ImageNet's networks are in the table of torchvision's models. LeNet has 20 (25 + 1) +
   * 50 (500 + 1) + 500 (800 + 1) + 10 (500 + 1).
   */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 1000, 224, 224, 3, 11689512",
    "resnet34, 1000, 224, 224, 3, 21797672",
    "resnet18-cifar, 10, 32, 32, 3, 11173962",
    "lenet, 10, 28, 28, 1, 431080",
    "wide-resnet-28-10, 10, 32, 32, 3, 36479194",
    "densenet-40, 10, 32, 32, 3, 1019722",
    "densenet-bottleneck-40, 10, 32, 32, 3, 211978",
  })
  void haveAsManyParametersAsThePublishedNetworks(
      String name, int classes, int height, int width, int channels, long expected) {
    long parameters =
        named(name, classes, height, width, channels).parameters().stream()
            .filter(Parameter::trainable)
            .mapToLong(parameter -> parameter.shape().stream().reduce(1L, (a, b) -> a * b))
            .sum();
    assertEquals(expected, parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "lenet, 28, 28, 1",
    "lenet, 16, 45, 3",
    "resnet18-cifar, 28, 28, 1",
    "resnet34-cifar, 33, 20, 3",
    "resnet18, 64, 96, 1",
    "cifar-resnet-8, 28, 40, 1",
    "wide-resnet-16-1, 28, 28, 1",
    "wide-resnet-10-3, 32, 20, 3",
    "densenet-10, 28, 40, 1",
    "densenet-bottleneck-16, 32, 20, 3",
  })
  void layersHaveTheSizesThatTheyName(String name, int height, int width, int channels) {
    LayersOfNamedSizes.assertSizes(named(name, 7, height, width, channels));
  }

  @ParameterizedTest
  @CsvSource({
    "lenet, 28, 28, 1",
    "resnet18-cifar, 28, 28, 1",
    "cifar-resnet-8, 8, 12, 2",
    "wide-resnet-10-2, 28, 28, 1",
    "densenet-10, 32, 32, 3",
    "densenet-bottleneck-10, 8, 12, 2",
  })
  void thisMachineComputesThemRightly(String name, int height, int width, int channels) {
    Network network = named(name, 5, height, width, channels);
    for (Precision precision : Precision.values()) {
      ArithmeticCheck.require(network, precision, true, Machine.current());
    }
  }

  @Test
  void leNetNamesParametersAsTheAuthorsCheckpointsDo() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    named("lenet", 10, 28, 28, 1).parameters().forEach(p -> shapes.put(p.name(), p.shape()));
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    expected.put("conv1.weight", List.of(20L, 1L, 5L, 5L));
    expected.put("conv1.bias", List.of(20L));
    expected.put("conv2.weight", List.of(50L, 20L, 5L, 5L));
    expected.put("conv2.bias", List.of(50L));
    expected.put("fc1.weight", List.of(500L, 800L));
    expected.put("fc1.bias", List.of(500L));
    expected.put("fc2.weight", List.of(10L, 500L));
    expected.put("fc2.bias", List.of(10L));
    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(shapes.entrySet()));
  }

  @Test
  void aWideResNetNamesParametersInTheOrderOfPyTorch() {
    List<String> names =
        named("wide-resnet-10-2", 10, 32, 32, 3).parameters().stream()
            .filter(Parameter::trainable)
            .map(Parameter::name)
            .toList();
    assertEquals(
        List.of(
            "conv1.weight",
            "block1.layer.0.bn1.weight",
            "block1.layer.0.bn1.bias",
            "block1.layer.0.conv1.weight",
            "block1.layer.0.bn2.weight",
            "block1.layer.0.bn2.bias",
            "block1.layer.0.conv2.weight",
            "block1.layer.0.convShortcut.weight",
            "block2.layer.0.bn1.weight"),
        names.subList(0, 9));
    assertEquals(
        List.of("bn1.weight", "bn1.bias", "fc.weight", "fc.bias"),
        names.subList(names.size() - 4, names.size()));
  }

  /** What a concatenation gives is larger than what any convolution does. */
  @Test
  void theLargestActivationIsThatOfTheLayersTogether() {
    assertEquals(32 * 32 * (16 + 12 * 12), named("densenet-40", 10, 32, 32, 3).largestActivation());
  }

  @ParameterizedTest
  @CsvSource({
    "wide-resnet-27-10, depth 27",
    "wide-resnet-4-2, depth 4",
    "wide-resnet-28-0, width 0",
    "densenet-4, depth 4",
    "densenet-41, not 3n+4",
    "densenet-bottleneck-7, not 6n+4",
  })
  void depthsThatThereAreNotAreRefused(String name, String words) {
    var error = assertThrows(InvalidInputException.class, () -> named(name, 10, 32, 32, 3));
    assertTrue(error.getMessage().startsWith(name + ": "), error.getMessage());
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  @Test
  void normalizationHasAsManyChannelsAsTheImages() {
    var error =
        assertThrows(
            InvalidInputException.class,
            () ->
                Architectures.named("lenet", 10, new ImageShape(28, 28, 1), Normalization.CIFAR10));
    assertTrue(error.getMessage().contains("has 3 channels, the images have 1"));
  }

  @Test
  void leNetNeedsSixteenPixels() {
    var error = assertThrows(InvalidInputException.class, () -> named("lenet", 10, 15, 28, 1));
    assertTrue(error.getMessage().contains("at least 16 pixels"), error.getMessage());
  }

  private static Network named(String name, int classes, int height, int width, int channels) {
    return Architectures.named(
        name,
        classes,
        new ImageShape(height, width, channels),
        Architectures.standardNormalization(name, channels));
  }
}
