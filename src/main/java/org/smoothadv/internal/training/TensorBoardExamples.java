package org.smoothadv.internal.training;

import java.io.IOException;
import java.util.Arrays;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.dataset.image.CorruptImageException;
import org.smoothadv.internal.monitor.AdversarialPicture;
import org.smoothadv.internal.monitor.TensorBoardWriter;
import org.smoothadv.internal.training.TrainingListener.EpochResult;
import org.smoothadv.network.ImageShape;

/**
 * Shows the first test images in TensorBoard after every epoch, each in one row: as it is, attacked
 * with the full epsilon, and the difference magnified.
 */
public final class TensorBoardExamples implements TrainingListener {
  private static final int EXAMPLES = 4;

  private final TrainingSession session;
  private final ImageShape shape;
  private final MiniBatch examples;
  private final double epsilon;
  private final TensorBoardWriter writer;

  /**
   * Draws with a writer and a session that the caller closes.
   *
   * @param epsilon the attack's radius, positive
   */
  public TensorBoardExamples(
      TrainingSession session, ImageDataset test, double epsilon, TensorBoardWriter writer) {
    this.session = session;
    this.shape = test.shape();
    this.examples = firstIntact(test);
    this.epsilon = epsilon;
    this.writer = writer;
  }

  /** The evaluation will warn of the images that are passed over here. */
  private static MiniBatch firstIntact(ImageDataset test) {
    int bytes = test.shape().values();
    byte[] pixels = new byte[EXAMPLES * bytes];
    int[] labels = new int[EXAMPLES];
    int count = 0;
    for (int i = 0; i < test.size() && count < EXAMPLES; i++) {
      if (isCopied(test, i, pixels, count * bytes)) {
        labels[count++] = test.label(i);
      }
    }
    return new MiniBatch(Arrays.copyOf(pixels, count * bytes), Arrays.copyOf(labels, count));
  }

  private static boolean isCopied(ImageDataset test, int index, byte[] pixels, int offset) {
    try {
      test.copyPixels(index, pixels, offset);
      return true;
    } catch (CorruptImageException e) {
      return false;
    }
  }

  @Override
  public void epochFinished(EpochResult result) throws IOException {
    if (examples.size() == 0) {
      return;
    }
    float[] attacked = session.attack(examples, epsilon, 0).toArray();
    int values = shape.values();
    for (int i = 0; i < examples.size(); i++) {
      AdversarialPicture picture =
          AdversarialPicture.of(
              shape.height(),
              shape.width(),
              examples.image(i),
              Arrays.copyOfRange(attacked, i * values, (i + 1) * values));
      writer.image(
          "clean_adversarial_difference/test_image_" + i, result.epoch() + 1L, picture.row());
    }
  }
}
