package org.smoothadv.training;

import java.io.IOException;
import java.util.Arrays;
import org.smoothadv.dataset.ImageDataset;
import org.smoothadv.dataset.ImageShape;
import org.smoothadv.dataset.MiniBatch;
import org.smoothadv.monitor.AdversarialPicture;
import org.smoothadv.monitor.TensorBoardWriter;

/**
 * Shows the first test images in TensorBoard after every epoch, each in one row: as it is, attacked
 * with the full epsilon, and the difference magnified.
 */
public final class TensorBoardExamples implements TrainingListener {
  private static final int EXAMPLES = 4;

  private final TrainingSession session;
  private final ImageDataset test;
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
    this.test = test;
    this.epsilon = epsilon;
    this.writer = writer;
  }

  @Override
  public void epochFinished(EpochResult result) throws IOException {
    MiniBatch batch = MiniBatch.range(test, 0, Math.min(EXAMPLES, test.size()));
    float[] attacked = session.attack(batch, epsilon, 0).toArray();
    ImageShape shape = test.shape();
    int values = shape.bytes();
    for (int i = 0; i < batch.size(); i++) {
      AdversarialPicture picture =
          AdversarialPicture.of(
              shape.height(),
              shape.width(),
              test.pixels(i),
              Arrays.copyOfRange(attacked, i * values, (i + 1) * values));
      writer.image(
          "clean_adversarial_difference/test_image_" + i, result.epoch() + 1L, picture.row());
    }
  }
}
