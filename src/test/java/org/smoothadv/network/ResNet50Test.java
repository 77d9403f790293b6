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
import org.junit.jupiter.params.provider.ValueSource;

class ResNet50Test {
  /**
   * 25,557,032 trainable parameters, as the table of torchvision's models gives them; the linear
   * layer has 2049 for every class.
   */
  @ParameterizedTest
  @CsvSource({"1000, 25557032", "10, 23528522"})
  void hasAsManyTrainableParametersAsThePublishedNetwork(int classes, long expected) {
    long parameters =
        network(classes, 224).parameters().stream()
            .filter(Parameter::trainable)
            .mapToLong(parameter -> parameter.shape().stream().reduce(1L, (a, b) -> a * b))
            .sum();
    assertEquals(expected, parameters);
  }

  /**
   * 4.09 G, as torchvision's table gives them at 224. Those of the convolutions grow with the area.
   */
  @ParameterizedTest
  @CsvSource({"224, 4089184256", "448, 16350593024", "32, 85458944"})
  void countsMultiplicationsOfAForwardPass(int imageSize, long expected) {
    assertEquals(expected, network(1000, imageSize).multiplyAdds());
  }

  @Test
  void namesParametersAsTheReferenceStateDictDoes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    network(7, 224).parameters().forEach(p -> shapes.put(p.name(), p.shape()));
    assertEquals("conv1.weight", shapes.keySet().iterator().next());
    assertEquals(List.of(64L, 3L, 7L, 7L), shapes.get("conv1.weight"));
    assertEquals(List.of(64L, 64L, 1L, 1L), shapes.get("layer1.0.conv1.weight"));
    assertEquals(List.of(256L, 64L, 1L, 1L), shapes.get("layer1.0.downsample.0.weight"));
    assertEquals(List.of(128L, 128L, 3L, 3L), shapes.get("layer2.0.conv2.weight"));
    assertEquals(List.of(1024L), shapes.get("layer3.5.bn3.running_var"));
    assertEquals(List.of(2048L), shapes.get("layer4.0.downsample.1.bias"));
    assertEquals(List.of(7L, 2048L), shapes.get("fc.weight"));
    // Five of each of the 53 convolutions, two of the linear layer.
    assertEquals(53 * 5 + 2, shapes.size());
  }

  @Test
  void stridesAreInThe3x3ConvolutionsAndTheProjections() {
    List<String> strided =
        network(2, 224).convolutions().stream()
            .filter(c -> c.stride() == 2)
            .map(Convolution::name)
            .toList();
    assertEquals(
        List.of(
            "conv1",
            "layer2.0.conv2",
            "layer2.0.downsample.0",
            "layer3.0.conv2",
            "layer3.0.downsample.0",
            "layer4.0.conv2",
            "layer4.0.downsample.0"),
        strided);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 96, 224})
  void layersHaveTheSizesThatTheyName(int imageSize) {
    LayersOfNamedSizes.assertSizes(network(10, imageSize));
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 33, 48, 225})
  void refusesImagesThatItsStridesDoNotDivide(int imageSize) {
    var error = assertThrows(IllegalArgumentException.class, () -> network(10, imageSize));
    assertTrue(error.getMessage().contains("multiple of 32"), error.getMessage());
    assertTrue(error.getMessage().endsWith("not " + imageSize), error.getMessage());
  }

  private static Network network(int classes, int imageSize) {
    return new ResNet("resnet50", classes, ImageShape.ofSize(imageSize), Normalization.IMAGENET);
  }
}
