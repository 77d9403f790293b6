package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.dataset.SyntheticShapes;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.support.NumpyArrays;

/** Small files in the formats of the further data that appendix E trains on. */
final class MoreData {
  private static final int BYTES = 32 * 32 * 3;

  private MoreData() {}

  /** Generated images with their right labels. */
  static Path pseudoLabelled(Path file, int images) throws IOException {
    ImageDataset shapes = SyntheticShapes.draw(Split.TEST, 9);
    long[] labels = new long[images];
    for (int i = 0; i < images; i++) {
      labels[i] = shapes.label(i);
    }
    return pseudoLabelled(file, images, labels);
  }

  /** Generated images with such labels. */
  static Path pseudoLabelled(Path file, int images, long... labels) throws IOException {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("data", data(images));
    arrays.put("labels", NumpyArrays.longs(List.of(labels.length), labels));
    return NumpyArrays.savez(file, arrays);
  }

  /** Generated images without labels. */
  static Path unlabelled(Path file, int images) throws IOException {
    return NumpyArrays.savez(file, Map.of("data", data(images)));
  }

  private static NdArray data(int images) {
    ImageDataset shapes = SyntheticShapes.draw(Split.TEST, 9);
    byte[] pixels = new byte[images * BYTES];
    for (int i = 0; i < images; i++) {
      shapes.copyPixels(i, pixels, i * BYTES);
    }
    return NumpyArrays.bytes(List.of(images, 32, 32, 3), pixels);
  }

  /** A folder of ImageNet32 with random pixels and classes. */
  static Path imageNet32(Path folder, int images) throws IOException {
    Files.createDirectory(folder);
    SplittableRandom random = new SplittableRandom(1);
    for (String name : List.of("train_data_batch_1.npz", "val_data.npz")) {
      byte[] planes = new byte[images * BYTES];
      random.nextBytes(planes);
      NumpyArrays.savez(
          folder.resolve(name),
          Map.of(
              "data",
              NumpyArrays.bytes(List.of(images, BYTES), planes),
              "labels",
              NumpyArrays.longs(List.of(images), random.longs(images, 1, 1001).toArray())));
    }
    return folder;
  }
}
