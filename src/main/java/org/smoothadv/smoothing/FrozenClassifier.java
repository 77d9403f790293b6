package org.smoothadv.smoothing;

import org.smoothadv.attack.Classifier;
import org.smoothadv.device.Machine;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;

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
