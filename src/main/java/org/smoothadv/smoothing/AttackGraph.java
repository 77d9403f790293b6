package org.smoothadv.smoothing;

import org.smoothadv.attack.Attack;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.L2;
import org.smoothadv.network.Network;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * An attack on one image of a frozen classifier, all of its steps (section 4.3).
 *
 * @param image in: x, [1, height, width, 3], pixels in [0, 1]
 * @param label in: its class, [1]
 * @param seed in: [2], a key and the image's number; the noises depend on nothing else
 * @param attacked out: x̂, in the shape of the image, within the epsilon-ball
 */
record AttackGraph(
    Placeholder<TFloat32> image,
    Placeholder<TInt32> label,
    Placeholder<TInt64> seed,
    Operand<TFloat32> attacked) {
  /** Keeps the random directions apart from the noises. */
  private static final long DIRECTIONS = 1L << 32;

  /**
   * Builds the graph.
   *
   * @param settings of an attack, not {@link AttackSettings#NONE}
   * @param samplesAtOnce noisy copies that go through the network together, at least 1
   */
  static AttackGraph build(
      Ops tf, FrozenClassifier classifier, AttackSettings settings, int samplesAtOnce) {
    Network network = classifier.network();
    int size = network.imageSize();
    Placeholder<TFloat32> image =
        tf.withName("image")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, size, size, 3)));
    Placeholder<TInt32> label =
        tf.withName("label").placeholder(TInt32.class, Placeholder.shape(Shape.of(1)));
    Placeholder<TInt64> seed =
        tf.withName("seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    Attack.Input input =
        new Attack.Input(
            image,
            tf.oneHot(label, tf.constant(network.classes()), tf.constant(1f), tf.constant(0f)),
            settings.noise(seed),
            tf.constant((float) settings.epsilon()),
            tf.math.add(seed, tf.constant(new long[] {DIRECTIONS, 0})));
    // The attack's loop is a graph of its own, in which the weights are constants once more.
    Operand<TFloat32> found =
        settings.checkedAttack(classifier, samplesAtOnce).attack(tf.withSubScope("attack"), input);
    Operand<TFloat32> attacked =
        tf.withName("attacked").identity(L2.enclose(tf, image, found, settings.epsilon()));
    return new AttackGraph(image, label, seed, attacked);
  }
}
