package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.attack.Attack;
import org.smoothadv.attack.AttackInParts;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.DrawnNoise;
import org.smoothadv.attack.DrawnNoise.Sampling;
import org.smoothadv.attack.Loop;
import org.smoothadv.attack.Noise;
import org.smoothadv.attack.NoisyCopies;
import org.smoothadv.internal.objective.Objective;
import org.smoothadv.internal.training.Tower.BatchInput;
import org.smoothadv.internal.training.TrainingPass.Scores;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Linear;
import org.smoothadv.network.Network;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TFloating;

/**
 * Pseudocode 1 up to the gradient, on one device, for its part of the batch: m noises per image,
 * the attack that sees those noises, and the network forth and back at the attacked images with the
 * same noises.
 *
 * @param input in: the images and their labels
 * @param attackedImages out: x̂, [B, height, width, channels]; in, where there is to be no attack:
 *     the images themselves
 * @param trainingRows out: x̂ + delta_i, what SGD sees unless the objective has other rows, [B*m,
 *     height, width, channels]
 * @param pass out: loss and gradient
 * @param evaluation out: the scores of B rows in inference mode, under noises that the attack did
 *     not see
 */
record Tower(
    BatchInput input,
    Operand<TFloat32> attackedImages,
    Operand<TFloat32> trainingRows,
    TrainingPass.LossAndGradients pass,
    Scores evaluation) {

  /** Keep apart the random numbers of one step; the attack's steps count up from theirs. */
  private static final long ATTACK_STREAM = 1L << 32;

  private static final long EVALUATION_STREAM = 2L << 32;

  private static final long OBJECTIVE_STREAM = 3L << 32;

  /**
   * What all towers have in common.
   *
   * @param network the architecture
   * @param configuration of the training
   * @param objective what is minimised
   * @param pass the network forth and back
   * @param ramp how much of what comes gradually there is in this epoch, a scalar
   * @param state the parameters by name, before the step
   * @param attackRows noisy images that an attack takes through the network together; 0 for all
   * @param epsilon the attack's radius, a scalar
   * @param seed [2], another pair for each step
   */
  record Common(
      Network network,
      TrainingConfiguration configuration,
      Objective objective,
      TrainingPass pass,
      Operand<TFloat32> ramp,
      Map<String, Operand<TFloat32>> state,
      int attackRows,
      Operand<TFloat32> epsilon,
      Operand<TInt64> seed) {}

  /**
   * Builds a tower.
   *
   * @param tf builds on the tower's device
   * @param part where the input's images are in the batch: noises are those of the place
   */
  static Tower build(Ops tf, Common common, BatchInput input, BatchPart part) {
    TrainingConfiguration configuration = common.configuration();
    NoisyCopies copies = trainingNoise(tf, common, input, part);
    FrozenNetwork<?> frozen =
        FrozenNetwork.of(
            tf.withSubScope("inference"),
            common.network(),
            configuration.network().precision().type(),
            common.state());
    Operand<TFloat32> attacked =
        tf.withName("attacked_images")
            .stopGradient(attacked(tf, common, input, new Noise.Stored(copies), frozen));
    Operand<TFloat32> rows =
        configuration.adversarial().noiseAfterAttack()
            ? copies.of(tf, attacked)
            : tf.identity(attacked);
    TrainingPass.LossAndGradients pass =
        pass(
            tf,
            common,
            new Objective.Step(
                input.images(),
                input.oneHot(),
                rows,
                copies,
                frozen,
                common.ramp(),
                stream(tf, common.seed(), OBJECTIVE_STREAM),
                part.first(),
                part.batch()));
    Operand<TFloat32> noisy = freshNoise(tf, common, input, part).of(tf, attacked);
    Scores evaluation =
        Scores.of(tf.withSubScope("loss"), frozen.logits(tf, noisy), input.oneHot());
    return new Tower(input, attacked, rows, pass, evaluation);
  }

  private static TrainingPass.LossAndGradients pass(Ops tf, Common common, Objective.Step step) {
    return common
        .pass()
        .at(
            tf.withSubScope("training"),
            common.objective().rows(tf, step),
            step.labels(),
            tf.dtypes.cast(step.batch(), TFloat32.class),
            step.ramp(),
            common.state());
  }

  private static Operand<TFloat32> attacked(
      Ops tf, Common common, BatchInput input, Noise noise, Classifier classifier) {
    TrainingConfiguration configuration = common.configuration();
    AttackSettings settings = configuration.adversarial().attackSettings();
    if (!settings.attacks()) {
      return input.images();
    }
    Noise seen = settings.target() == Target.BASE ? new Noise.None() : noise;
    Operand<TInt64> directions = stream(tf, common.seed(), ATTACK_STREAM);
    int samples = seen.samples();
    Attack attack = settings.attack(classifier, configuration.adversarial().noiseSamples());
    if (common.attackRows() > 0) {
      attack = new AttackInParts(attack, Math.max(1, common.attackRows() / samples));
    }
    return attack.attack(
        tf.withSubScope("attack"),
        new Attack.Input(input.images(), input.oneHot(), seen, common.epsilon(), directions));
  }

  private static NoisyCopies trainingNoise(
      Ops tf, Common common, BatchInput input, BatchPart part) {
    AdversarialTraining adversarial = common.configuration().adversarial();
    Sampling sampling = adversarial.attackSettings().gradient().sampling();
    return new DrawnNoise(common.seed(), sampling, adversarial.sigma(), adversarial.noiseSamples())
        .copiesOfPart(tf, input.images(), part.first(), part.batch());
  }

  private static NoisyCopies freshNoise(Ops tf, Common common, BatchInput input, BatchPart part) {
    Operand<TInt64> seed = stream(tf, common.seed(), EVALUATION_STREAM);
    return new DrawnNoise(
            seed, Sampling.INDEPENDENT, common.configuration().adversarial().sigma(), 1)
        .copiesOfPart(tf, input.images(), part.first(), part.batch());
  }

  private static Operand<TInt64> stream(Ops tf, Operand<TInt64> seed, long offset) {
    return tf.math.add(seed, tf.constant(new long[] {offset, 0}));
  }

  /**
   * Where a batch of labelled images enters a graph.
   *
   * @param pixels to feed: [B, height, width, channels], bytes
   * @param labels to feed: [B]
   * @param images the pixels in [0, 1]
   * @param oneHot the labels, [B, classes]
   */
  record BatchInput(
      Placeholder<TUint8> pixels,
      Placeholder<TInt32> labels,
      Operand<TFloat32> images,
      Operand<TFloat32> oneHot) {

    static BatchInput of(Ops tf, Network network) {
      ImageShape image = network.shape();
      Shape shape = Shape.of(-1, image.height(), image.width(), image.channels());
      Placeholder<TUint8> pixels =
          tf.withName("pixels").placeholder(TUint8.class, Placeholder.shape(shape));
      Placeholder<TInt32> labels =
          tf.withName("labels").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      return new BatchInput(
          pixels,
          labels,
          tf.math.div(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(255f)),
          tf.oneHot(labels, tf.constant(network.classes()), tf.constant(1f), tf.constant(0f)));
    }
  }

  /**
   * Where the images of one tower are in the batch.
   *
   * @param first the place of the first of them, from 0, a scalar
   * @param batch the number of images in the whole batch, a scalar
   */
  record BatchPart(Operand<TInt64> first, Operand<TInt64> batch) {
    /** The parts of a batch that is divided over inputs in order. */
    static List<BatchPart> of(Ops tf, List<BatchInput> inputs) {
      List<Operand<TInt64>> firsts = new ArrayList<>();
      Operand<TInt64> images = tf.constant(0L);
      for (BatchInput input : inputs) {
        firsts.add(images);
        images = tf.math.add(images, tf.size(input.labels(), TInt64.class));
      }
      Operand<TInt64> batch = images;
      return firsts.stream().map(first -> new BatchPart(first, batch)).toList();
    }
  }

  /**
   * The network as a step finds it, in inference mode: its variables are read and folded once, for
   * all steps of the attack.
   *
   * @param network the architecture
   * @param type of weights and activations
   * @param weights kernels and biases by name, as {@link BatchNormFolding#fold} gives them, but the
   *     linear layers' kernels as they are stored, [classes, features]: transposing them where they
   *     are multiplied costs nothing
   * @param <T> the type of weights and activations
   */
  record FrozenNetwork<T extends TFloating>(
      Network network, Class<T> type, Map<String, Operand<T>> weights) implements Classifier {
    FrozenNetwork {
      weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** Freezes the network at a state, given by its parameters' names. */
    static <T extends TFloating> FrozenNetwork<T> of(
        Ops tf, Network network, Class<T> type, Map<String, Operand<TFloat32>> state) {
      Map<String, Operand<TFloat32>> weights =
          new LinkedHashMap<>(BatchNormFolding.fold(tf, network, state));
      for (Linear linear : network.linears()) {
        weights.put(kernel(linear), state.get(linear.name() + ".weight"));
      }
      return new FrozenNetwork<>(network, type, InferenceLayers.of(tf, type, weights).folded());
    }

    @Override
    public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
      Map<String, Operand<T>> folded = new LinkedHashMap<>();
      weights.forEach((name, weight) -> folded.put(name, Loop.capture(tf, weight)));
      for (Linear linear : network.linears()) {
        folded.compute(
            kernel(linear),
            (name, stored) -> tf.linalg.transpose(stored, tf.constant(new int[] {1, 0})));
      }
      return network.logits(new InferenceLayers<>(tf, type, folded), images);
    }

    private static String kernel(Linear linear) {
      return linear.name() + ".kernel";
    }
  }
}
