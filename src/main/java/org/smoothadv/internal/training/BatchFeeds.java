package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.input.Seeds;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * What one run of a training graph is fed: a batch, divided over the towers in order, and what goes
 * with it. Owns the tensors until closed.
 */
final class BatchFeeds implements AutoCloseable {
  private final GraphRun run;
  private final List<Tensor> tensors = new ArrayList<>();

  /**
   * Feeds a batch.
   *
   * @param run of a session of the graph
   * @param epsilon the attack's radius; at 0 the images take the place of the attacked ones, so
   *     that no attack is computed
   * @param stream what random numbers are for
   * @param position the number of the batch, which names its random numbers
   */
  BatchFeeds(
      GraphRun run,
      TrainingGraph ends,
      TrainingConfiguration configuration,
      MiniBatch batch,
      double epsilon,
      long stream,
      long position) {
    this.run = run;
    long seed = Seeds.derive(configuration.seed(), stream);
    feed(ends.seed(), TInt64.vectorOf(seed, position));
    feed(ends.epsilon(), TFloat32.scalarOf((float) epsilon));
    boolean skipsAttack = configuration.adversarial().attack() != Method.NONE && epsilon == 0;
    int towers = ends.towers().size();
    for (int i = 0; i < towers; i++) {
      int from = firstImage(batch, i, towers);
      int to = firstImage(batch, i + 1, towers);
      feed(ends.towers().get(i), batch, from, to, skipsAttack);
      if (from == to) {
        leaveOut(ends.towers().get(i), ends.variables());
      }
    }
  }

  /**
   * Feeds what a tower without images comes to, so that TensorFlow leaves it out: not all kernels
   * take batches of nothing.
   */
  private void leaveOut(Tower tower, Variables variables) {
    feed(tower.pass().loss(), TFloat32.scalarOf(0));
    tower.pass().terms().values().forEach(term -> feed(term, TFloat32.scalarOf(0)));
    feed(tower.pass().correct(), TInt32.scalarOf(0));
    tower
        .pass()
        .gradients()
        .forEach((name, gradient) -> feed(gradient, zeros(variables.value(name).shape())));
    long[] images = tower.input().images().shape().asArray();
    images[0] = 0;
    feed(tower.attackedImages(), zeros(Shape.of(images)));
    feed(tower.evaluation().losses(), zeros(Shape.of(0)));
    feed(tower.evaluation().correct(), TInt32.scalarOf(0));
  }

  private static TFloat32 zeros(Shape shape) {
    return TFloat32.tensorOf(shape, DataBuffers.ofFloats(shape.size()));
  }

  /** Parts differ by one image at most, and the first tower is never without one. */
  private static int firstImage(MiniBatch batch, int tower, int towers) {
    return Math.toIntExact(((long) batch.size() * tower + towers - 1) / towers);
  }

  private void feed(Tower tower, MiniBatch batch, int from, int to, boolean skipsAttack) {
    int bytes = batch.pixels().length / batch.size();
    byte[] pixels = Arrays.copyOfRange(batch.pixels(), from * bytes, to * bytes);
    int[] labels = Arrays.copyOfRange(batch.labels(), from, to);
    long[] shape = tower.input().pixels().shape().asArray();
    shape[0] = labels.length;
    feed(
        tower.input().pixels(),
        TUint8.tensorOf(Shape.of(shape), DataBuffers.of(pixels, true, false)));
    feed(tower.input().labels(), TInt32.vectorOf(labels));
    if (skipsAttack && labels.length > 0) {
      float[] images = images(pixels);
      feed(
          tower.attackedImages(),
          TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(images, true, false)));
    }
  }

  private void feed(Operand<?> end, Tensor tensor) {
    tensors.add(tensor);
    run.feed(end, tensor);
  }

  private static float[] images(byte... bytes) {
    float[] values = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = (bytes[i] & 0xff) / 255f;
    }
    return values;
  }

  /** The run, to which what it is to compute can be added. */
  GraphRun run() {
    return run;
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}
