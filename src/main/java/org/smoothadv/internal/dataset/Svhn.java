package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.internal.dataset.MatFile.MatArray;
import org.smoothadv.internal.numpy.Dtype;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.network.ImageShape;

/**
 * Street View House Numbers (Netzer et al. 2011) in 32 x 32 pixels, as published: MATLAB files of
 * {@code X}, uint8 [32, 32, 3, N], and {@code y}, [N, 1], the digits 1 to 10, where 10 stands for
 * 0. Training crops the images as those of CIFAR-10, but flips none.
 */
public final class Svhn {
  /** The name that {@code --dataset} knows it by. */
  public static final String NAME = "svhn";

  static final int CLASSES = 10;
  static final ImageShape SHAPE = ImageShape.ofSize(32);

  private static final String IMAGES = "X";
  private static final String LABELS = "y";

  private Svhn() {}

  /**
   * Reads a split.
   *
   * @param folder holds {@code train_32x32.mat} and {@code test_32x32.mat}
   * @throws InvalidInputException if the folder or the file is missing, damaged, or holds something
   *     else
   * @throws IOException if reading fails
   */
  public static ImageDataset read(Path folder, Split split) throws IOException {
    String name =
        switch (split) {
          case TRAIN -> "train_32x32.mat";
          case TEST -> "test_32x32.mat";
        };
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new InvalidSettingException(
          "data",
          "no %s in %s: download it from ufldl.stanford.edu/housenumbers, and name its folder with {data}",
          name,
          folder);
    }
    Map<String, MatArray> arrays = MatFile.read(file, Set.of(IMAGES, LABELS));
    ImageArray images = images(file, arrays.get(IMAGES));
    int[] labels = labels(file, arrays.get(LABELS), images.size());
    return new InMemoryImages(
        NAME, SHAPE, CLASSES, new FlipAndCrop(4, false), List.of(images), labels);
  }

  private static ImageArray images(Path file, MatArray array) {
    boolean fits =
        array != null
            && array.isBytes()
            && array.dimensions().size() == 4
            && array.dimensions().subList(0, 3).equals(List.of(32, 32, 3))
            && array.dimensions().get(3) > 0;
    if (!fits) {
      throw refused(file, IMAGES, array, "uint8 [32, 32, 3, N]");
    }
    List<Integer> rows = List.of(array.dimensions().get(3), SHAPE.values());
    ByteBuffer bytes = array.data();
    return ImageArray.ofColumns(new NdArray(Dtype.parse("u1"), rows, false, bytes), SHAPE);
  }

  private static int[] labels(Path file, MatArray array, int images) {
    if (array == null || array.size() != images) {
      throw refused(file, LABELS, array, "[%d, 1], a label for each image".formatted(images));
    }
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      double label = array.number(i);
      if (!(label >= 1 && label <= CLASSES && label == Math.rint(label))) {
        throw new InvalidInputException(
            "%s: label %s of image %d (from 0); expected 1 to %d"
                .formatted(file, label, i, CLASSES));
      }
      labels[i] = (int) label % CLASSES;
    }
    return labels;
  }

  private static InvalidInputException refused(
      Path file, String name, MatArray array, String expected) {
    return new InvalidInputException(
        "%s: '%s' is %s; expected %s"
            .formatted(
                file,
                name,
                array == null ? "missing" : "an array " + array.dimensions(),
                expected));
  }
}
