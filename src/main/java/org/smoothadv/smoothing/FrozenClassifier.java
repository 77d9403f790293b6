package org.smoothadv.smoothing;

import org.smoothadv.attack.Classifier;
import org.smoothadv.device.Machine;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.tensorflow.op.Ops;

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
   * The classifier for a graph whose loops build it: its large weights are put into the graph once,
   * and each loop takes them in, where it would hold them all itself.
   *
   * @param tf builds into the graph around all loops
   */
  default Classifier in(Ops tf) {
    return this;
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
