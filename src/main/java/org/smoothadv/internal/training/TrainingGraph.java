package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.smoothadv.device.Device;
import org.smoothadv.internal.objective.Objective;
import org.smoothadv.internal.training.Tower.BatchInput;
import org.smoothadv.internal.training.Tower.BatchPart;
import org.smoothadv.internal.training.TrainingPass.ForwardPass;
import org.smoothadv.internal.training.TrainingPass.Scores;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Pseudocode 1 as one graph: m noises per image, the attack that sees those noises, and one step of
 * SGD at the attacked images with the same noises. A step is one {@code Session.run}; nothing
 * returns to Java between the steps of the attack.
 *
 * <p>Every device has a tower, which takes its part of the batch from the noises to the gradient.
 * The first device holds the variables and makes the update, with the gradient of the mean loss
 * over the whole batch. Batch normalisation sees the part of its tower only, and the running
 * statistics are those of the first tower, as in PyTorch's DataParallel.
 *
 * <p>Feeding {@link Tower#attackedImages} with clean images leaves the attack out, for TensorFlow
 * prunes what a feed replaces. That is how the first epoch of a warm-up and the evaluation without
 * attack run.
 *
 * @param variables the network's parameters and SGD's momentum
 * @param towers one per device; a batch is divided over them in order
 * @param epsilon in: the attack's radius, a scalar
 * @param learningRate in: SGD's learning rate, a scalar
 * @param ramp in: how much of what an objective adds gradually there is, in [0, 1], a scalar; 1
 *     where nothing is fed
 * @param lossWeight in: the factor of the loss that SGD minimises, a scalar; 1 where nothing is fed
 * @param seed in: [2], another pair for each step
 * @param attackedImages out: x̂ of all towers, [B, height, width, 3]
 * @param loss out: the objective, a mean over the batch in training mode, before the step and
 *     without the weight
 * @param terms out: what the loss is the sum of, by name; none where it is a single one
 * @param correct out: how many of the B*m noisy copies were classified rightly
 * @param update out: the step itself
 * @param evaluation out: the scores of B rows in inference mode, under noises that the attack did
 *     not see
 */
record TrainingGraph(
    Variables variables,
    List<Tower> towers,
    Placeholder<TFloat32> epsilon,
    Placeholder<TFloat32> learningRate,
    Operand<TFloat32> ramp,
    Operand<TFloat32> lossWeight,
    Placeholder<TInt64> seed,
    Operand<TFloat32> attackedImages,
    Operand<TFloat32> loss,
    Map<String, Operand<TFloat32>> terms,
    Operand<TInt32> correct,
    Op update,
    Scores evaluation) {

  /** Builds the graph of a configuration into {@code tf}'s graph. */
  static TrainingGraph build(Ops tf, Network network, TrainingConfiguration configuration) {
    return build(
        tf,
        network,
        configuration,
        0,
        ForwardPass.inTrainingMode(network, configuration.network().precision().type()));
  }

  /**
   * Builds the graph of a configuration into {@code tf}'s graph.
   *
   * @param attackRows noisy images that an attack takes through the network together; 0 for all
   * @param forward how the step of SGD takes its rows through the network
   */
  static TrainingGraph build(
      Ops tf,
      Network network,
      TrainingConfiguration configuration,
      int attackRows,
      ForwardPass forward) {
    List<Device> devices = Device.named(configuration.network().devices());
    Ops home = devices.isEmpty() ? tf : tf.withDevice(devices.get(0).specification());
    Variables variables = Variables.of(home.withSubScope("variables"), network);
    Placeholder<TFloat32> epsilon = scalar(tf, "epsilon");
    Placeholder<TFloat32> learningRate = scalar(tf, "learning_rate");
    Operand<TFloat32> lossWeight =
        tf.withName("loss_weight").placeholderWithDefault(tf.constant(1f), Shape.scalar());
    Operand<TFloat32> ramp =
        tf.withName("ramp").placeholderWithDefault(tf.constant(1f), Shape.scalar());
    Placeholder<TInt64> seed =
        tf.withName("seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    Objective objective = Objective.of(configuration);
    List<Tower> towers;
    try (TrainingPass pass =
        TrainingPass.of(network, forward, objective, configuration.adversarial().noiseSamples())) {
      Tower.Common common =
          new Tower.Common(
              network,
              configuration,
              objective,
              pass,
              ramp,
              variables.values(),
              attackRows,
              epsilon,
              seed);
      towers = towers(tf, scopes(tf, home, devices), common);
    }
    return new TrainingGraph(
        variables,
        towers,
        epsilon,
        learningRate,
        ramp,
        lossWeight,
        seed,
        joined(home, towers, Tower::attackedImages),
        sum(home, towers, tower -> tower.pass().loss()),
        terms(home, towers),
        sum(home, towers, tower -> tower.pass().correct()),
        update(
            home,
            network,
            Sgd.of(configuration.optimisation()),
            variables,
            towers,
            lossWeight,
            learningRate),
        new Scores(
            joined(home, towers, tower -> tower.evaluation().losses()),
            sum(home, towers, tower -> tower.evaluation().correct())));
  }

  private static Map<String, Operand<TFloat32>> terms(Ops tf, List<Tower> towers) {
    Map<String, Operand<TFloat32>> terms = new LinkedHashMap<>();
    for (String name : towers.get(0).pass().terms().keySet()) {
      terms.put(name, sum(tf, towers, tower -> tower.pass().terms().get(name)));
    }
    return terms;
  }

  /** Where each tower is built: in its own scope and on its device where there are several. */
  private static List<Ops> scopes(Ops tf, Ops home, List<Device> devices) {
    if (devices.size() < 2) {
      return List.of(home);
    }
    List<Ops> scopes = new ArrayList<>();
    for (Device device : devices) {
      Ops scope = tf.withSubScope("tower" + scopes.size());
      scopes.add(scope.withDevice(device.specification()));
    }
    return scopes;
  }

  private static List<Tower> towers(Ops tf, List<Ops> scopes, Tower.Common common) {
    List<BatchInput> inputs =
        scopes.stream().map(scope -> BatchInput.of(scope, common.network())).toList();
    List<BatchPart> parts = BatchPart.of(tf, inputs);
    List<Tower> towers = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      towers.add(Tower.build(scopes.get(i), common, inputs.get(i), parts.get(i)));
    }
    return towers;
  }

  private static Op update(
      Ops tf,
      Network network,
      Sgd sgd,
      Variables variables,
      List<Tower> towers,
      Operand<TFloat32> lossWeight,
      Operand<TFloat32> learningRate) {
    Ops step = tf.withSubScope("sgd");
    Ops statistics = tf.withSubScope("statistics");
    TrainingPass.LossAndGradients first = towers.get(0).pass();
    Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (String name : first.gradients().keySet()) {
      Operand<TFloat32> gradient = sum(step, towers, tower -> tower.pass().gradients().get(name));
      gradients.put(name, step.math.mul(lossWeight, gradient));
    }
    List<Op> updates =
        new ArrayList<>(sgd.update(step, network, variables, gradients, learningRate));
    first
        .runningStatistics()
        .forEach(
            (name, value) ->
                updates.add(statistics.assignVariableOp(variables.handle(name), value)));
    return tf.withControlDependencies(updates).withName("update").noOp();
  }

  private static <T extends TType> Operand<T> sum(
      Ops tf, List<Tower> towers, Function<Tower, Operand<T>> part) {
    List<Operand<T>> parts = towers.stream().map(part).toList();
    return parts.size() == 1 ? parts.get(0) : tf.math.addN(parts);
  }

  /** The rows of all towers, in the order of the batch. */
  private static <T extends TType> Operand<T> joined(
      Ops tf, List<Tower> towers, Function<Tower, Operand<T>> part) {
    List<Operand<T>> parts = towers.stream().map(part).toList();
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(0));
  }

  private static Placeholder<TFloat32> scalar(Ops tf, String name) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /**
   * Stochastic gradient descent with momentum and weight decay, as PyTorch defines it: {@code g +=
   * weightDecay * w; v = momentum * v + g; w -= learningRate * v}, for every trainable parameter,
   * batch normalisation and biases included. Nesterov's momentum takes {@code g + momentum * v} in
   * the place of the last v.
   *
   * @param momentum in [0, 1)
   * @param weightDecay at least 0
   * @param nesterov whether the momentum looks ahead
   */
  record Sgd(float momentum, float weightDecay, boolean nesterov) {
    static Sgd of(Optimisation optimisation) {
      return new Sgd(
          (float) optimisation.momentum(),
          (float) optimisation.weightDecay(),
          optimisation.nesterov());
    }

    /**
     * Builds one update of all trainable parameters.
     *
     * @param gradients of the loss, by the parameters' names
     * @param learningRate a scalar
     * @return the operations to run
     */
    List<Op> update(
        Ops tf,
        Network network,
        Variables variables,
        Map<String, Operand<TFloat32>> gradients,
        Operand<TFloat32> learningRate) {
      List<Op> updates = new ArrayList<>();
      for (Parameter parameter : network.parameters()) {
        if (parameter.trainable()) {
          String name = parameter.name();
          Operand<TFloat32> decay = tf.math.mul(variables.value(name), tf.constant(weightDecay));
          updates.add(
              tf.train.resourceApplyMomentum(
                  variables.handle(name),
                  variables.handle(Checkpoint.momentumOf(parameter)),
                  learningRate,
                  tf.math.add(gradients.get(name), decay),
                  tf.constant(momentum),
                  ResourceApplyMomentum.useNesterov(nesterov)));
        }
      }
      return updates;
    }
  }
}
