package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.internal.numpy.Dtype;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.internal.numpy.NpzWriter;
import org.smoothadv.network.ImageShape;

/**
 * Images whose classes nobody gave, for self-training (appendix E.2). A file holds them under the
 * name {@code data}, uint8 [N, height, width, channels] (or {@code images} or {@code x}; grey ones
 * also without channels), and may hold the classes that some classifier saw in them, whole numbers
 * from 0 on, under {@code labels} (as {@code pseudo-label} writes) or {@code extrapolated_targets}
 * (as in the 500,000 images that Carmon et al. 2019 publish). It is an npz file or a pickled
 * dictionary. Safe for use by several threads.
 */
public final class UnlabelledImages {
  private static final String NAME = "unlabelled";
  private static final String DATA = "data";
  private static final String LABELS = "labels";
  private static final String EXTRAPOLATED = "extrapolated_targets";

  private final Path path;
  private final ArrayFile file;
  private final NdArray data;
  private final ImageArray images;
  private final ImageShape shape;

  private UnlabelledImages(
      Path path, ArrayFile file, NdArray data, ImageArray images, ImageShape shape) {
    this.path = path;
    this.file = file;
    this.data = data;
    this.images = images;
    this.shape = shape;
  }

  /**
   * Opens a file. The images stay in it, which is mapped into memory; those of a compressed npz
   * file are held in memory.
   *
   * @param path of the file
   * @param shape that the images must have
   * @throws InvalidInputException if there is no such file, it is damaged, or it does not hold
   *     images of this shape
   * @throws IOException if reading fails
   */
  public static UnlabelledImages open(Path path, ImageShape shape) throws IOException {
    ArrayFile file = ArrayFile.read(path, Set.of(DATA, "images", "x", LABELS, EXTRAPOLATED));
    String name = Stream.of(DATA, "images", "x").filter(file::has).findFirst().orElse(DATA);
    NdArray stored = file.bytes(name);
    List<Integer> sides = new ArrayList<>(stored.shape());
    if (sides.size() == 3 && shape.channels() == 1) {
      sides.add(1);
    }
    NdArray data = new NdArray(stored.dtype(), sides, false, stored.inCOrder());
    try {
      return new UnlabelledImages(path, file, data, ImageArray.interleaved(data, shape), shape);
    } catch (IllegalArgumentException e) {
      throw file.refused(name, e.getMessage());
    }
  }

  /** The number of images, at least 1. */
  public int size() {
    return images.size();
  }

  /**
   * The pixels of an image in [0, 1], HWC.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public float[] pixels(int index) {
    byte[] bytes = new byte[shape.values()];
    images.copyPixels(index, bytes, 0);
    return ImageDataset.scaled(bytes);
  }

  /**
   * The images with the labels that the file holds. Training varies them as it does those of
   * CIFAR-10.
   *
   * @param labelled the dataset that they are added to: its classes
   * @throws InvalidInputException if there are no labels, or they do not fit images and classes
   */
  public ImageDataset pseudoLabelled(ImageDataset labelled) {
    String labels =
        Stream.of(LABELS, EXTRAPOLATED)
            .filter(file::has)
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        "unlabelled",
                        "%s: the images have no labels; 'pseudo-label {run} DIR {unlabelled} %s {out} FILE' makes a file with those that a trained run gives",
                        path,
                        path));
    return new InMemoryImages(
        NAME,
        shape,
        labelled.classes(),
        new FlipAndCrop(4),
        List.of(images),
        file.labels(labels, size(), 0, labelled.classes()));
  }

  /** Finds the classes of the images, one after the other. */
  @FunctionalInterface
  public interface Labelling {
    /** Returns the class of every image in file order. */
    int[] labels() throws IOException;
  }

  /**
   * Writes the images as an npz file, then finds their labels and writes them: a full disk shows
   * before the work is done.
   *
   * @param channel of an empty file, left open
   */
  public void writeLabelled(FileChannel channel, Labelling labelling) throws IOException {
    NpzWriter npz = new NpzWriter(channel);
    npz.add(DATA, data);
    int[] labels = labelling.labels();
    ByteBuffer longs = ByteBuffer.allocate(labels.length * Long.BYTES);
    longs.order(ByteOrder.LITTLE_ENDIAN);
    for (int label : labels) {
      longs.putLong(label);
    }
    npz.add(LABELS, new NdArray(Dtype.parse("<i8"), List.of(labels.length), false, longs.flip()));
    npz.finish();
  }
}
