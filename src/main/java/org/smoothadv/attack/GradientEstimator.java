package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Estimates the gradient of an attack's loss from noisy copies of each image. The copies may come
 * in parts: what a part contributes is a list of tensors, and these are added up, so that only one
 * part is in memory at a time.
 */
public interface GradientEstimator {
  /** The contribution of no copies. */
  List<Operand<TFloat32>> nothing(Ops tf, Operand<TFloat32> images);

  /** The contribution of some of the copies. */
  List<Operand<TFloat32>> contribution(Ops tf, Observation observation);

  /** The contribution of two parts together. */
  List<Operand<TFloat32>> sum(Ops tf, List<Operand<TFloat32>> part, List<Operand<TFloat32>> other);

  /**
   * The estimate, up to a positive factor per image.
   *
   * @param all the contribution of all copies
   * @param noiseSamples m, how many they were
   * @return the direction in which the loss of each image grows; the images' shape
   */
  Operand<TFloat32> ascent(Ops tf, List<Operand<TFloat32>> all, int noiseSamples);
}
