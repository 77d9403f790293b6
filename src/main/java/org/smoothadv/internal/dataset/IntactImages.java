package org.smoothadv.internal.dataset;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.dataset.image.CorruptImageException;

/**
 * What of a dataset can be read. A corrupt image is named in a warning, once, counted, and left out
 * from then on. When more than 1% of the images are corrupt, and more than 10, or more than half of
 * very few, no more is read: then it is the dataset that is corrupt.
 *
 * <p>For use by any number of threads.
 */
public final class IntactImages {
  private static final Logger LOG = LoggerFactory.getLogger("data");
  private static final int ALWAYS_TOLERATED = 10;
  private static final int ONE_IN = 100;
  private static final int NAMED = 3;

  private final ImageDataset images;
  private final int wanted;
  private final int tolerated;
  private final Map<Integer, String> corrupt = new ConcurrentSkipListMap<>();

  /** Reads a dataset of which all images are wanted. The caller closes it. */
  public IntactImages(ImageDataset images) {
    this(images, images.size());
  }

  /**
   * Reads a dataset of which only some images are wanted. The caller closes it.
   *
   * @param wanted how many
   */
  public IntactImages(ImageDataset images, int wanted) {
    this.images = images;
    this.wanted = wanted;
    this.tolerated = Math.min(wanted / 2, Math.max(ALWAYS_TOLERATED, wanted / ONE_IN));
  }

  /** Returns the dataset. */
  public ImageDataset dataset() {
    return images;
  }

  /**
   * Does as {@link ImageDataset#copyPixels}.
   *
   * @return whether the image is intact; if not, {@code target} is left undefined
   * @throws InvalidInputException if too many images are corrupt
   */
  public boolean copyPixels(int index, byte[] target, int offset) {
    return isRead(index, () -> images.copyPixels(index, target, offset));
  }

  /**
   * Does as {@link ImageDataset#copyVariation}.
   *
   * @return whether the image is intact; if not, {@code target} is left undefined
   * @throws InvalidInputException if too many images are corrupt
   */
  public boolean copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
    return isRead(index, () -> images.copyVariation(index, random, target, offset));
  }

  /**
   * Returns the pixels of an image in [0, 1], HWC; nothing if it is corrupt.
   *
   * @throws InvalidInputException if too many images are corrupt
   */
  public Optional<float[]> pixels(int index) {
    float[][] pixels = new float[1][];
    return isRead(index, () -> pixels[0] = images.pixels(index))
        ? Optional.of(pixels[0])
        : Optional.empty();
  }

  /** Returns the number of images found corrupt so far. */
  public int corrupt() {
    return corrupt.size();
  }

  /**
   * Warns of the number of images that were left out, if there are any.
   *
   * @param what the images are, in the plural: {@code "test images"}
   */
  public void summarize(String what) {
    if (!corrupt.isEmpty()) {
      LOG.warn("{} of {} {} are left out: they cannot be read", corrupt.size(), wanted, what);
    }
  }

  private boolean isRead(int index, Runnable reading) {
    if (corrupt.containsKey(index)) {
      return false;
    }
    try {
      reading.run();
      return true;
    } catch (CorruptImageException e) {
      leaveOut(index, e);
      return false;
    }
  }

  private void leaveOut(int index, CorruptImageException reason) {
    if (corrupt.put(index, reason.getMessage()) == null) {
      LOG.warn("image {} is left out: {}", index, reason.getMessage());
    }
    if (corrupt.size() > tolerated) {
      throw new InvalidInputException(
          "%d of %d images of %s cannot be read, more than the %d that are tolerated: mend or remove them, such as%n%s"
              .formatted(
                  corrupt.size(),
                  wanted,
                  images.name(),
                  tolerated,
                  corrupt.values().stream().limit(NAMED).collect(Collectors.joining("; "))),
          reason);
    }
  }
}
