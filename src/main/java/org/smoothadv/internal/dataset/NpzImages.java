package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.numpy.Dtype;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.network.ImageShape;

/**
 * Images and labels in arrays of NumPy, an npz file or a pickled dictionary: bytes, or floating
 * point numbers in [0, 1], which are certified as they are and rounded to bytes for training. A
 * file may hold both splits under names of their own, or one; a folder holds {@code train.npz} and
 * {@code test.npz}. Training varies nothing.
 */
public final class NpzImages {
  /** The name that {@code --dataset} knows it by. */
  public static final String NAME = "npz";

  private static final List<String> IMAGES = List.of("images", "data", "x");
  private static final List<String> LABELS = List.of("labels", "y");

  /** More than any dataset has: a larger label is no number of a class. */
  private static final int MAX_CLASSES = 100_000;

  private NpzImages() {}

  /**
   * Opens a split. Where the file has no labels, those of all images are {@link
   * ImageDataset#UNKNOWN}.
   *
   * @param data the file, or a folder with a file of each split
   * @param split a file of one set of images is {@code TEST}
   * @param classes how many there are; empty for as many as the labels show
   * @throws InvalidInputException if the file is missing or damaged, or has no such images
   * @throws IOException if reading fails
   */
  public static ImageDataset read(Path data, Split split, OptionalInt classes) throws IOException {
    Found found = Found.of(data, split);
    NdArray images = found.array();
    ImageShape shape = found.shape();
    int[] labels = found.labels(classes);
    int count = classes.orElseGet(() -> Math.max(2, Arrays.stream(labels).max().orElse(0) + 1));
    if (images.dtype().kind() == 'f') {
      return new FloatImages(
          new ImageDataset.Kind(NAME, shape, count), images.dtype(), found.pixels(), labels);
    }
    List<Integer> all = List.of(labels.length, shape.height(), shape.width(), shape.channels());
    NdArray pixels = new NdArray(images.dtype(), all, false, images.inCOrder());
    ImageArray array = ImageArray.interleaved(pixels, shape);
    return new InMemoryImages(NAME, shape, count, Augmentation.none(), List.of(array), labels);
  }

  /**
   * The size of the images, of the training split where there is one.
   *
   * @throws InvalidInputException as {@link #read} does
   */
  static ImageShape shape(Path data) throws IOException {
    try {
      return Found.of(data, Split.TRAIN).shape();
    } catch (InvalidInputException e) {
      return Found.of(data, Split.TEST).shape();
    }
  }

  /**
   * Where the images of a split are.
   *
   * @param images their name
   * @param labels that of their labels; empty where there are none
   */
  private record Found(ArrayFile file, Path path, String images, Optional<String> labels) {
    /** As MedMNIST names them, and Keras. */
    private static List<String> ofSplit(Split split, List<String> names) {
      String word = split == Split.TRAIN ? "train" : "test";
      return names.stream()
          .flatMap(name -> List.of(word + "_" + name, name + "_" + word).stream())
          .toList();
    }

    static Found of(Path data, Split split) throws IOException {
      boolean folder = Files.isDirectory(data);
      Path path = folder ? data.resolve(split == Split.TRAIN ? "train.npz" : "test.npz") : data;
      if (!Files.isRegularFile(path)) {
        throw new InvalidSettingException(
            "data",
            "no file %s: {data} names an npz file of 'images' and 'labels', or a folder with train.npz and test.npz",
            path);
      }
      Set<String> wanted = new HashSet<>();
      for (List<String> names : List.of(IMAGES, LABELS)) {
        wanted.addAll(names);
        wanted.addAll(ofSplit(split, names));
      }
      ArrayFile file = ArrayFile.read(path, wanted);
      Optional<String> own = first(file, ofSplit(split, IMAGES));
      Optional<String> only = first(file, IMAGES);
      if (own.isPresent()) {
        return new Found(file, path, own.get(), first(file, ofSplit(split, LABELS)));
      }
      if (only.isPresent() && !folder && split == Split.TRAIN) {
        throw new InvalidSettingException(
            "data",
            "%s holds one set of images, which is to test on: to train, name a folder with train.npz and test.npz with {data}, or a file of x_train, y_train, x_test and y_test",
            path);
      }
      return new Found(file, path, only.orElse(IMAGES.get(0)), first(file, LABELS));
    }

    private static Optional<String> first(ArrayFile file, List<String> names) {
      return names.stream().filter(file::has).findFirst();
    }

    NdArray array() {
      return file.array(images);
    }

    ImageShape shape() {
      NdArray array = array();
      boolean known =
          array.dtype().kind() == 'f'
              || (array.dtype().kind() == 'u' && array.dtype().itemSize() == 1);
      if (!known) {
        throw file.refused(
            images, "an %s; accepted are uint8, 0 to 255, or floats in [0,1]".formatted(array));
      }
      List<Integer> sides = array.shape();
      int dimensions = sides.size();
      int channels = dimensions == 4 ? sides.get(3) : 1;
      boolean fits =
          (dimensions == 3 || dimensions == 4)
              && (channels == 1 || channels == 3)
              && sides.stream().allMatch(side -> side > 0);
      if (!fits) {
        boolean first = dimensions == 4 && (sides.get(1) == 1 || sides.get(1) == 3);
        throw file.refused(
            images,
            "an array of shape %s; accepted is [N, height, width], or with 1 or 3 channels behind%s"
                .formatted(sides, first ? ": numpy.moveaxis(images, 1, 3) puts them there" : ""));
      }
      return new ImageShape(sides.get(1), sides.get(2), channels);
    }

    int[] labels(OptionalInt classes) {
      int images = array().shape().get(0);
      if (labels.isEmpty()) {
        int[] unknown = new int[images];
        Arrays.fill(unknown, ImageDataset.UNKNOWN);
        return unknown;
      }
      return file.labels(labels.get(), images, 0, classes.orElse(MAX_CLASSES));
    }

    /** Floating point numbers in [0, 1], in C order. */
    ByteBuffer pixels() {
      ByteBuffer ordered = array().inCOrder();
      Dtype dtype = array().dtype();
      int itemBytes = dtype.itemSize();
      for (int at = 0; at < ordered.limit(); at += itemBytes) {
        double value = dtype.number(ordered, at);
        if (!(value >= 0 && value <= 1)) {
          throw file.refused(
              images,
              "an array with a number %s; floating point pixels are in [0,1]: divide by 255, or save them as uint8"
                  .formatted(value));
        }
      }
      return ordered;
    }
  }

  /** Images of floating point numbers. */
  private static final class FloatImages implements ImageDataset {
    private static final int DIGITS = 16;

    private final Kind kind;
    private final Dtype dtype;
    private final ByteBuffer pixels;
    private final int[] labels;

    /**
     * Shows images.
     *
     * @param pixels NHWC, not copied
     * @param labels one per image; not copied
     */
    FloatImages(Kind kind, Dtype dtype, ByteBuffer pixels, int[] labels) {
      this.kind = kind;
      this.dtype = dtype;
      this.pixels = pixels;
      this.labels = labels;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public int label(int index) {
      return labels[index];
    }

    /** Two arrays that round to the same bytes differ. */
    @Override
    public String digest() {
      MessageDigest sha = Sha256.start();
      sha.update(ImageDigest.ofPixels(this).getBytes(StandardCharsets.UTF_8));
      sha.update(pixels.duplicate());
      return HexFormat.of().formatHex(sha.digest()).substring(0, DIGITS);
    }

    @Override
    public float[] pixels(int index) {
      int values = kind.shape().values();
      int first = Objects.checkIndex(index, labels.length) * values;
      float[] image = new float[values];
      for (int i = 0; i < values; i++) {
        image[i] = (float) dtype.number(pixels, (first + i) * dtype.itemSize());
      }
      return image;
    }

    @Override
    public void copyPixels(int index, byte[] target, int offset) {
      float[] image = pixels(index);
      for (int i = 0; i < image.length; i++) {
        target[offset + i] = (byte) Math.round(255 * image[i]);
      }
    }

    @Override
    public void copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
      copyPixels(index, target, offset);
    }
  }
}
