package org.smoothadv.training;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.attack.AttackInput;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.AttackTarget;
import org.smoothadv.attack.DrawnNoise;
import org.smoothadv.attack.NoNoise;
import org.smoothadv.attack.Noise;
import org.smoothadv.attack.NoisyCopies;
import org.smoothadv.attack.Sampling;
import org.smoothadv.attack.StoredNoise;
import org.smoothadv.network.Network;
import org.smoothadv.network.TrainingLayers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Pseudocode 1 as one graph: m noises per image, the attack that sees those noises, and one step of
 * SGD at the attacked images with the same noises. A step is one {@code Session.run}; nothing
 * returns to Java between the steps of the attack.
 *
 * <p>Feeding {@link #attackedImages} with clean images leaves the attack out, for TensorFlow prunes
 * what a feed replaces. That is how the first epoch of a warm-up and the evaluation without attack
 * run.
 *
 * @param variables the network's parameters and SGD's momentum
 * @param input in: the images and their labels
 * @param epsilon in: the attack's radius, a scalar
 * @param learningRate in: SGD's learning rate, a scalar
 * @param seed in: [2], another pair for each step
 * @param attackedImages out: x̂, [B, height, width, 3]
 * @param trainingRows out: x̂ + delta_i, what SGD sees, [B*m, height, width, 3]
 * @param loss out: the mean cross-entropy over the B*m rows, in training mode, before the step
 * @param correct out: how many of these rows were classified rightly
 * @param update out: the step itself
 * @param evaluation out: the scores of B rows in inference mode, under noises that the attack did
 *     not see
 */
record TrainingGraph(
    Variables variables,
    BatchInput input,
    Placeholder<TFloat32> epsilon,
    Placeholder<TFloat32> learningRate,
    Placeholder<TInt64> seed,
    Operand<TFloat32> attackedImages,
    Operand<TFloat32> trainingRows,
    Operand<TFloat32> loss,
    Operand<TInt32> correct,
    Op update,
    Scores evaluation) {

  /** Keep apart the random numbers of one step; the attack's steps count up from theirs. */
  private static final long ATTACK_STREAM = 1L << 32;

  private static final long EVALUATION_STREAM = 2L << 32;

  /** Builds the graph of a configuration into {@code tf}'s graph. */
  static TrainingGraph build(Ops tf, Network network, TrainingConfiguration configuration) {
    Class<? extends TFloating> type = configuration.precision().type();
    Variables variables = Variables.of(tf.withSubScope("variables"), network);
    BatchInput input = BatchInput.of(tf, network);
    Placeholder<TFloat32> epsilon = scalar(tf, "epsilon");
    Placeholder<TFloat32> learningRate = scalar(tf, "learning_rate");
    Placeholder<TInt64> seed =
        tf.withName("seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    AttackSettings settings = configuration.attackSettings();
    NoisyCopies copies =
        new DrawnNoise(
                seed,
                settings.gradient().sampling(),
                configuration.sigma(),
                configuration.noiseSamples())
            .copies(tf, input.images(), tf.constant(0), configuration.noiseSamples());
    FrozenNetwork<?> frozen =
        FrozenNetwork.of(tf.withSubScope("inference"), network, type, variables.values());
    Operand<TFloat32> attacked = input.images();
    if (settings.attacks()) {
      Noise seen = settings.target() == AttackTarget.BASE ? new NoNoise() : new StoredNoise(copies);
      Operand<TInt64> directions = stream(tf, seed, ATTACK_STREAM);
      attacked =
          settings
              .attack(frozen, configuration.noiseSamples())
              .attack(
                  tf.withSubScope("attack"),
                  new AttackInput(input.images(), input.oneHot(), seen, epsilon, directions));
    }
    attacked = tf.withName("attacked_images").stopGradient(attacked);

    Operand<TFloat32> rows =
        configuration.noiseAfterAttack() ? copies.of(tf, attacked) : tf.identity(attacked);
    TrainingLayers<?> layers =
        new TrainingLayers<>(tf.withSubScope("training"), type, variables.values());
    Scores training =
        Scores.of(tf, network.logits(layers, rows), copies.repeat(tf, input.oneHot()));
    Operand<TFloat32> loss = tf.math.mean(training.losses(), tf.constant(0));
    Sgd sgd = new Sgd((float) configuration.momentum(), (float) configuration.weightDecay());
    List<Op> updates =
        new ArrayList<>(
            sgd.minimize(tf.withSubScope("sgd"), network, variables, loss, learningRate));
    layers
        .runningStatistics()
        .forEach((name, value) -> updates.add(tf.assignVariableOp(variables.handle(name), value)));
    Op update = tf.withControlDependencies(updates).withName("update").noOp();

    NoisyCopies fresh =
        new DrawnNoise(
                stream(tf, seed, EVALUATION_STREAM), Sampling.INDEPENDENT, configuration.sigma(), 1)
            .copies(tf, input.images(), tf.constant(0), 1);
    Scores evaluation = Scores.of(tf, frozen.logits(tf, fresh.of(tf, attacked)), input.oneHot());
    return new TrainingGraph(
        variables,
        input,
        epsilon,
        learningRate,
        seed,
        attacked,
        rows,
        loss,
        training.correct(),
        update,
        evaluation);
  }

  private static Placeholder<TFloat32> scalar(Ops tf, String name) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  private static Operand<TInt64> stream(Ops tf, Operand<TInt64> seed, long offset) {
    return tf.math.add(seed, tf.constant(new long[] {offset, 0}));
  }
}
