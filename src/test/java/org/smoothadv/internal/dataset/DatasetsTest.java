package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.ImageShape;

class DatasetsTest {
  private static final Path NOWHERE = Path.of("no", "such", "folder");

  @Test
  void listsItsNames() {
    assertEquals(
        List.of(
            "cifar10",
            "cifar100",
            "fashion-mnist",
            "folder",
            "imagenet",
            "imagenet32",
            "mnist",
            "npz",
            "svhn",
            "synthetic"),
        Datasets.names());
  }

  @Test
  void opensSyntheticWithoutAFolder() throws IOException {
    ImageDataset images = Datasets.open("synthetic", NOWHERE, Split.TEST, ImageShape.ofSize(32));
    assertEquals("synthetic", images.name());
    assertEquals(new ImageShape(32, 32, 3), images.shape());
    assertEquals(10, images.classes());
  }

  @Test
  void looksForCifar10InTheFolderGiven() {
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> Datasets.open("cifar10", NOWHERE, Split.TEST, ImageShape.ofSize(32)));
    assertTrue(error.getMessage().contains(NOWHERE.toString()), error.getMessage());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> Datasets.open("cifar", NOWHERE, Split.TRAIN, ImageShape.ofSize(32)));
    assertEquals(
        "there is no dataset 'cifar'; known: cifar10, cifar100, fashion-mnist, folder, imagenet, imagenet32, mnist, npz, svhn, synthetic",
        error.getMessage());
  }
}
