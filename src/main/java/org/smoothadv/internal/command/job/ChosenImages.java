package org.smoothadv.internal.command.job;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.internal.asking.AskedImage;
import org.smoothadv.internal.asking.Workers;
import org.smoothadv.internal.command.job.SmoothedRun.ImagePlace;
import org.smoothadv.internal.command.option.ImageOptions;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.IntactImages;
import org.smoothadv.internal.dataset.image.CorruptImageException;
import org.smoothadv.internal.noise.GridNoise;
import org.smoothadv.network.ImageShape;

/** The images that a log does not have yet. */
final class ChosenImages implements Workers.Images {
  private final ImageDataset images;
  private final ImageOptions options;
  private final int[] indices;
  private final IntactImages intact;

  /**
   * Chooses.
   *
   * @param finished those that the log has
   */
  ChosenImages(ImageDataset images, ImageOptions options, Set<Integer> finished) {
    this.images = images;
    this.options = options;
    indices =
        Arrays.stream(options.chosen(images.size()))
            .filter(index -> !finished.contains(index))
            .toArray();
    intact = new IntactImages(images, finished.size() + indices.length);
  }

  /**
   * Checks that images are of 8 bits, by the first one: those that are not mostly show it there,
   * before there is a log.
   *
   * @throws org.smoothadv.input.InvalidInputException if it is not
   */
  static void requireOnGrid(ImageDataset images, ImageOptions options) {
    int[] chosen = options.chosen(images.size());
    if (chosen.length == 0) {
      return;
    }
    try {
      ImageShape shape = images.shape();
      GridNoise.requireOnGrid(shape.width(), shape.channels(), images.pixels(chosen[0]));
    } catch (CorruptImageException e) {
      // It is left out, with a warning, when its turn comes.
    }
  }

  ImagePlace place(int number) {
    int index = indices[number];
    return new ImagePlace(index / options.skip(), index, images.label(index));
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Optional<AskedImage> read(int number) {
    ImagePlace place = place(number);
    return intact
        .pixels(place.index())
        .map(pixels -> new AskedImage(place.position(), place.index(), place.label(), pixels));
  }

  /** Says how many were left out, if any were. */
  void summarize() {
    intact.summarize("images");
  }
}
