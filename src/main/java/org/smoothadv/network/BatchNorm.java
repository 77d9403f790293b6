package org.smoothadv.network;

/** The constants of batch normalisation, the reference implementation's. */
final class BatchNorm {
  /** Added to the variance. */
  static final float EPSILON = 1e-5f;

  /** The weight of a batch's statistics in the running ones. */
  static final float MOMENTUM = 0.1f;

  private BatchNorm() {}
}
