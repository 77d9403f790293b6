package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;

class CifarResNetTest {
  /**
   * The sums over the table of He et al. 2016, section 4.2, with 1x1 projections: for n = (depth -
   * 2) / 6, {@code 432 + 4608n + 4608 + 9216(2n-1) + 18432 + 36864(2n-1) + 2560} weights of
   * convolutions, {@code 32 + 448n + 192} of batch normalisation and 650 of the linear layer.
   */
  @ParameterizedTest
  @CsvSource({"8, 78042", "20, 272474", "110, 1730714"})
  void hasAsManyTrainableParametersAsTheTableGives(int depth, long expected) {
    Network network = Architectures.named("cifar-resnet-" + depth, 10, 32);
    long parameters =
        network.parameters().stream()
            .filter(Parameter::trainable)
            .mapToLong(parameter -> parameter.shape().stream().reduce(1L, (a, b) -> a * b))
            .sum();
    assertEquals(expected, parameters);
  }

  /**
   * Weights of a convolution times positions of its output, by stages: {@code 1024 (432 + 4608n) +
   * 256 (4608 + 9216(2n-1) + 512) + 64 (18432 + 36864(2n-1) + 2048) + 640}.
   */
  @ParameterizedTest
  @CsvSource({"8, 12501632", "20, 40813184", "110, 253149824"})
  void countsMultiplicationsOfAForwardPass(int depth, long expected) {
    assertEquals(expected, Architectures.named("cifar-resnet-" + depth, 10, 32).multiplyAdds());
  }

  @Test
  void multiplicationsOfConvolutionsGrowWithTheArea() {
    // All but the 640 of the linear layer.
    assertEquals(4 * (12501632 - 640) + 640, network(8, 64).multiplyAdds());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 28, 32, 64})
  void layersHaveTheSizesThatTheyName(int imageSize) {
    LayersOfNamedSizes.assertSizes(network(8, imageSize));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 30, 33})
  void refusesImagesThatItsStridesDoNotDivide(int imageSize) {
    var error = assertThrows(IllegalArgumentException.class, () -> network(8, imageSize));
    assertTrue(error.getMessage().contains("multiple of 4"), error.getMessage());
    assertTrue(error.getMessage().endsWith("not " + imageSize), error.getMessage());
  }

  private static Network network(int depth, int imageSize) {
    return new CifarResNet(depth, 10, ImageShape.ofSize(imageSize), Normalization.CIFAR10);
  }

  @Test
  void namesParametersAsTheReferenceStateDictDoes() {
    List<Parameter> parameters = Architectures.named("cifar-resnet-8", 7, 32).parameters();
    assertEquals("conv1.weight", parameters.get(0).name());
    assertEquals(List.of(16L, 3L, 3L, 3L), parameters.get(0).shape());
    assertShape(parameters, "layer2.0.conv1.weight", 32, 16, 3, 3);
    assertShape(parameters, "layer2.0.downsample.0.weight", 32, 16, 1, 1);
    assertShape(parameters, "layer2.0.downsample.1.running_var", 32);
    assertShape(parameters, "layer3.0.bn2.bias", 64);
    assertShape(parameters, "fc.weight", 7, 64);
    assertEquals("fc.bias", parameters.get(parameters.size() - 1).name());
  }

  private static void assertShape(List<Parameter> parameters, String name, long... shape) {
    Parameter parameter =
        parameters.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    assertArrayEquals(shape, parameter.dimensions(), name);
  }

  @Test
  void runningStatisticsAreNotTrained() {
    for (Parameter parameter : Architectures.named("cifar-resnet-8", 10, 32).parameters()) {
      assertEquals(!parameter.name().contains(".running_"), parameter.trainable());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 14, 20, 26, 32, 56, 110, 1202})
  void acceptsDepthsOfTheForm6nPlus2(int depth) {
    // Every layer with weights on the longest path, and two projections.
    assertEquals(
        depth - 1 + 2, Architectures.named("cifar-resnet-" + depth, 10, 32).convolutions().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 7, 9, 18, 21, 111})
  void refusesOtherDepths(int depth) {
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> Architectures.named("cifar-resnet-" + depth, 10, 32));
    assertTrue(error.getMessage().contains("depth " + depth), error.getMessage());
    assertTrue(error.getMessage().contains("6n+2"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "resnet20", "cifar-resnet-", "cifar-resnet--8", "CIFAR-RESNET-8"})
  void refusesNamesThatAreNotKnown(String name) {
    var error = assertThrows(InvalidInputException.class, () -> Architectures.named(name, 10, 32));
    assertTrue(error.getMessage().contains("'" + name + "'; known: "), error.getMessage());
  }
}
