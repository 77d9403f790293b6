package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.IntFunction;
import org.smoothadv.input.Sha256;

/**
 * Tells one set of images from another, in a second at most: by shape, number and all labels, and
 * by what some images are, evenly spaced.
 */
final class ImageDigest {
  private static final int MAX_IMAGES = 10_000;
  private static final int MAX_FILES_READ = 100;
  private static final int DIGITS = 16;

  private ImageDigest() {}

  /** The digest of images whose pixels are at hand. */
  static String ofPixels(ImageDataset images) {
    return of(
        images,
        index -> {
          byte[] pixels = new byte[images.shape().values()];
          images.copyPixels(index, pixels, 0);
          return pixels;
        });
  }

  /**
   * The digest of images that would have to be decoded: their files' names and sizes count, and
   * what is in some of them.
   */
  static String ofFiles(ImageDataset images, IntFunction<Path> files) {
    return of(
        images,
        index -> {
          Path file = files.apply(index);
          boolean read = index % ((images.size() - 1) / MAX_FILES_READ + 1) == 0;
          return text(file.getFileName() + " " + size(file) + (read ? content(file) : ""));
        });
  }

  /** The digest of some images of another dataset. */
  static String ofPart(ImageDataset images, String whole) {
    return of(images, index -> text(whole));
  }

  private static String of(ImageDataset images, IntFunction<byte[]> image) {
    MessageDigest sha = Sha256.start();
    // As logs of earlier versions have it.
    String shape =
        "ImageShape[height=%d, width=%d, channels=%d]"
            .formatted(images.shape().height(), images.shape().width(), images.shape().channels());
    sha.update(text(shape + " " + images.classes() + " " + images.size()));
    ByteBuffer labels = ByteBuffer.allocate(images.size() * Integer.BYTES);
    for (int i = 0; i < images.size(); i++) {
      labels.putInt(images.label(i));
    }
    sha.update(labels.flip());
    int step = (images.size() - 1) / MAX_IMAGES + 1;
    for (int i = 0; i < images.size(); i += step) {
      sha.update(image.apply(i));
    }
    return HexFormat.of().formatHex(sha.digest()).substring(0, DIGITS);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A file may be gone, or none: whoever reads the images tells. */
  private static String content(Path file) {
    try {
      return Sha256.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return "";
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
