package org.smoothadv.dataset;

import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.dataset.folder.ImageList;
import org.smoothadv.dataset.image.CentreCrop;
import org.smoothadv.dataset.image.ImageDecoder;
import org.smoothadv.dataset.image.RandomResizedCrop;

/**
 * Images in files, decoded whenever they are asked for, and shown as ImageNet is: the centre of the
 * resized image where it is judged; in training a random box, resized, and flipped with probability
 * 1/2.
 */
final class ImageFiles implements ImageDataset {
  private final String name;
  private final ImageShape shape;
  private final int classes;
  private final ImageList files;
  private ImageDecoder decoder;

  /**
   * Shows files.
   *
   * @param name the name by which the dataset is opened
   * @param size the height and width at which the images are shown
   * @param files sorted by class
   */
  ImageFiles(String name, int size, int classes, ImageList files) {
    this.name = name;
    this.shape = new ImageShape(size, size, 3);
    this.classes = classes;
    this.files = files;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int index) {
    return files.label(index);
  }

  @Override
  public String digest() {
    return ImageDigest.ofFiles(this, files::file);
  }

  @Override
  public void copyPixels(int index, byte[] target, int offset) {
    decoder().read(files.file(index), CentreCrop.customary(shape.width()), target, offset);
  }

  @Override
  public void copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
    decoder().read(files.file(index), new RandomResizedCrop(shape.width(), random), target, offset);
    if (random.nextBoolean()) {
      flip(target, offset);
    }
  }

  private void flip(byte[] pixels, int offset) {
    int line = shape.width() * 3;
    for (int start = offset; start < offset + shape.bytes(); start += line) {
      for (int left = start, right = start + line - 3; left < right; left += 3, right -= 3) {
        for (int channel = 0; channel < 3; channel++) {
          byte value = pixels[left + channel];
          pixels[left + channel] = pixels[right + channel];
          pixels[right + channel] = value;
        }
      }
    }
  }

  @Override
  public ImageDataset limitedTo(int limit) {
    return limit >= size() ? this : SelectedImages.spread(this, limit);
  }

  /** Built when the first image is read: until then there is nothing to close. */
  private synchronized ImageDecoder decoder() {
    if (decoder == null) {
      decoder = new ImageDecoder(shape.width());
    }
    return decoder;
  }

  @Override
  public synchronized void close() {
    if (decoder != null) {
      decoder.close();
      decoder = null;
    }
  }
}
