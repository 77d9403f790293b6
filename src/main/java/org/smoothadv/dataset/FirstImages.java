package org.smoothadv.dataset;

import java.util.Objects;

/** A view of the first {@code size} images of another dataset. */
record FirstImages(ImageDataset images, int size) implements ImageDataset {
  FirstImages {
    if (size < 1 || size > images.size()) {
      throw new IllegalArgumentException(
          "the first " + size + " images of " + images.size() + " were asked for");
    }
  }

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public ImageShape shape() {
    return images.shape();
  }

  @Override
  public int classes() {
    return images.classes();
  }

  @Override
  public int label(int index) {
    return images.label(Objects.checkIndex(index, size));
  }

  @Override
  public void copyPixels(int index, byte[] target, int offset) {
    images.copyPixels(Objects.checkIndex(index, size), target, offset);
  }

  @Override
  public Augmentation augmentation() {
    return images.augmentation();
  }
}
