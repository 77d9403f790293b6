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

/** LeNet and the residual networks of basic blocks, and images that are not square or coloured. */
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
  })
  void layersHaveTheSizesThatTheyName(String name, int height, int width, int channels) {
    LayersOfNamedSizes.assertSizes(named(name, 7, height, width, channels));
  }

  @ParameterizedTest
  @CsvSource({"lenet, 28, 28, 1", "resnet18-cifar, 28, 28, 1", "cifar-resnet-8, 8, 12, 2"})
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
