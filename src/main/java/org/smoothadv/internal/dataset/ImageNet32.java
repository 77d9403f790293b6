package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.network.ImageShape;

/**
 * ImageNet in 32 x 32 pixels (Chrabaszcz et al. 2017), as it is published: batch files of Python,
 * pickles or npz files, each with {@code data}, uint8 [N, 3072], the red plane before the green and
 * the blue one, and {@code labels}, the classes counted from 1. The pixels stay in the files, which
 * are mapped into memory; those of compressed npz files are held in memory.
 */
public final class ImageNet32 {
  /** The name that {@code --dataset} knows it by. */
  public static final String NAME = "imagenet32";

  static final int CLASSES = 1000;

  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int TRAINING_BATCHES = 10;
  private static final String DATA = "data";
  private static final String LABELS = "labels";

  private ImageNet32() {}

  /**
   * Opens a split.
   *
   * @param folder holds the batch files; of a batch that is there in both formats the pickle is
   *     read
   * @param split {@code TRAIN} opens those of {@code train_data_batch_1} to {@code
   *     train_data_batch_10} that are there, in this order; {@code TEST} opens {@code val_data}.
   *     Each name may end in {@code .npz}
   * @throws InvalidInputException if the folder or the files are missing, or a file is damaged or
   *     holds other arrays; the message names the file, and the record of a wrong label
   * @throws IOException if reading fails
   */
  public static ImageDataset read(Path folder, Split split) throws IOException {
    List<ImageArray> batches = new ArrayList<>();
    List<int[]> labels = new ArrayList<>();
    for (Path file : batchFiles(folder, split)) {
      ArrayFile content = ArrayFile.read(file, Set.of(DATA, LABELS));
      ImageArray images = content.planes(DATA, SHAPE);
      batches.add(images);
      labels.add(content.labels(LABELS, images.size(), 1, CLASSES));
    }
    int[] all = labels.stream().flatMapToInt(Arrays::stream).toArray();
    return new InMemoryImages(NAME, SHAPE, CLASSES, new FlipAndCrop(4), batches, all);
  }

  private static List<Path> batchFiles(Path folder, Split split) {
    String remedy =
        "download 32x32 ImageNet from image-net.org (see datasets/README.md), or name the folder with {data}";
    if (!Files.isDirectory(folder)) {
      throw new InvalidSettingException("data", "no ImageNet32 folder %s: " + remedy, folder);
    }
    List<String> names =
        switch (split) {
          case TRAIN ->
              IntStream.rangeClosed(1, TRAINING_BATCHES)
                  .mapToObj(n -> "train_data_batch_" + n)
                  .toList();
          case TEST -> List.of("val_data");
        };
    List<Path> files =
        names.stream()
            .flatMap(
                name ->
                    Stream.of(name, name + ".npz")
                        .map(folder::resolve)
                        .filter(Files::isRegularFile)
                        .limit(1))
            .toList();
    if (files.isEmpty()) {
      throw new InvalidSettingException(
          "data", "no %s nor %s.npz in %s: " + remedy, names.get(0), names.get(0), folder);
    }
    return files;
  }
}
