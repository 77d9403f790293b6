package org.smoothadv.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** A mini-batch while its images are read, each in a task of its own. */
final class PreparedBatch {
  /** Copies an image to its place in a batch. */
  @FunctionalInterface
  interface ImageReader {
    /**
     * Copies an image.
     *
     * @return whether it is intact
     */
    boolean read(int index, byte[] target, int offset);
  }

  private final int imageBytes;
  private final byte[] pixels;
  private final int[] labels;
  private final List<Future<Boolean>> images = new ArrayList<>();

  /**
   * Gives the tasks to threads.
   *
   * @param indices of the images, in the order in which they are wanted
   */
  PreparedBatch(ImageDataset dataset, int[] indices, ImageReader reader, ExecutorService threads) {
    imageBytes = dataset.shape().bytes();
    pixels = new byte[Math.multiplyExact(indices.length, imageBytes)];
    labels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      int place = i;
      labels[i] = dataset.label(indices[i]);
      images.add(threads.submit(() -> reader.read(indices[place], pixels, place * imageBytes)));
    }
  }

  /**
   * Waits for the images and returns those that are intact, without gaps.
   *
   * @throws ExecutionException what reading an image threw
   */
  MiniBatch intact() throws InterruptedException, ExecutionException {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (images.get(i).get()) {
        if (count < i) {
          System.arraycopy(pixels, i * imageBytes, pixels, count * imageBytes, imageBytes);
          labels[count] = labels[i];
        }
        count++;
      }
    }
    return count == labels.length
        ? new MiniBatch(pixels, labels)
        : new MiniBatch(Arrays.copyOf(pixels, count * imageBytes), Arrays.copyOf(labels, count));
  }
}
