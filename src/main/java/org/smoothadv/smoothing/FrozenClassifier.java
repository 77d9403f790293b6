package org.smoothadv.smoothing;

import java.util.Map;
import org.smoothadv.attack.Classifier;
import org.smoothadv.device.Machine;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A classifier that is no longer trained, wherever its network comes from. */
public interface FrozenClassifier extends Classifier {
  /** What its network is called. */
  String name();

  /** The height, width and channels of its images. */
  ImageShape shape();

  /** The number of classes, the length of a row of logits. */
  int classes();

  /** The type of its activations. */
  Precision precision();

  /** The numbers that the largest output of a layer has for one image. */
  long largestActivation();

  /**
   * A classifier in a graph. Owns native memory until closed.
   *
   * @param classifier builds it into the graph, and into its loops
   * @param weights those that each run of the graph is to be given
   */
  record Placed(Classifier classifier, Map<Operand<TFloat32>, TFloat32> weights)
      implements AutoCloseable {
    /** Gives a run the weights. */
    public Session.Runner fed(Session.Runner runner) {
      weights.forEach(runner::feed);
      return runner;
    }

    @Override
    public void close() {
      weights.values().forEach(TFloat32::close);
    }
  }

  /**
   * The classifier for a graph and its loops: large weights are put into the graph once, and each
   * loop takes them in, where it would hold them all itself.
   *
   * @param tf builds into the graph around all loops
   */
  default Placed in(Ops tf) {
    return new Placed(this, Map.of());
  }

  /**
   * Checks that this machine computes its network rightly.
   *
   * @param withGradient whether gradients are taken too
   * @throws org.smoothadv.network.WrongArithmeticException if it does not
   */
  void requireArithmetic(boolean withGradient, Machine machine);

  /**
   * Checks that its answers under noise mean something.
   *
   * @throws org.smoothadv.input.InvalidInputException if its layers overflow on noise
   */
  void requireNoOverflow(Machine machine);
}
