package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Estimates the direction in which the loss of a classifier grows, at every image of a batch. */
@FunctionalInterface
public interface GradientEstimator {
  /**
   * Builds the estimate.
   *
   * @param images x', [B, height, width, channels], pixel units
   * @param labels one-hot, [B, classes]
   * @return the gradient of each image's own loss with respect to that image; the images' shape
   */
  Operand<TFloat32> gradient(Ops tf, Operand<TFloat32> images, Operand<TFloat32> labels);
}
