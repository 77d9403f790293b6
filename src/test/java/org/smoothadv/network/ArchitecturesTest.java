package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.dataset.Datasets;

class ArchitecturesTest {
  @ParameterizedTest
  @CsvSource({"cifar-resnet-20, 10, 32", "cifar-resnet-8, 2, 64", "resnet50, 1000, 224"})
  void buildsANetworkOfTheNameTheClassesAndTheImagesAskedFor(String name, int classes, int size) {
    Network network = Architectures.named(name, classes, size);
    assertEquals(name, network.name());
    assertEquals(classes, network.classes());
    assertEquals(ImageShape.ofSize(size), network.shape());
  }

  @ParameterizedTest
  @CsvSource({
    "cifar10, cifar-resnet-110",
    "imagenet32, cifar-resnet-110",
    "imagenet, resnet50",
    "mnist, lenet",
  })
  void usuallyTakesThePapersNetworkForADataset(String dataset, String name) throws IOException {
    assertEquals(name, Architectures.usual(Datasets.usualShape(dataset, Path.of(""))));
  }

  @ParameterizedTest
  @CsvSource({
    "cifar-resnet-20, 30, multiple of 4",
    "wide-resnet-28-10, 30, multiple of 4",
    "densenet-40, 30, multiple of 4",
    "resnet50, 100, multiple of 32"
  })
  void saysWhichImagesAnArchitectureTakes(String name, int size, String accepted) {
    String message = refused(name, 10, size);
    assertTrue(message.startsWith(name + ": "), message);
    assertTrue(message.contains(accepted) && message.contains("not " + size), message);
  }

  @Test
  void namesWhatThereIs() {
    String message = refused("resnet19", 10, 32);
    assertTrue(message.contains("'resnet19'; known: cifar-resnet-D"), message);
    assertTrue(message.contains("wide-resnet-D-K"), message);
    assertTrue(message.contains("densenet-D of"), message);
    assertTrue(message.endsWith("; resnet18, resnet34, resnet50; lenet"), message);
  }

  private static String refused(String name, int classes, int size) {
    return assertThrows(InvalidInputException.class, () -> Architectures.named(name, classes, size))
        .getMessage();
  }
}
