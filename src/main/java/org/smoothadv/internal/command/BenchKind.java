package org.smoothadv.internal.command;

/** The kinds of work that are measured, by the words of the option {@code --what}. */
enum BenchKind {
  /** The matrix product that all others stand beside. */
  PRODUCT,
  /** Votes. */
  CERTIFY,
  /** The attack of a training step. */
  ATTACK,
  /** A training step. */
  STEP,
  /** Training from the images to the step. */
  TRAIN
}
