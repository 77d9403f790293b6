package org.smoothadv.internal.dataset;

/** The two parts of a dataset: what a classifier learns from and what it is judged on. */
public enum Split {
  /** The images to train on. */
  TRAIN,
  /** The images held back for certification and prediction. */
  TEST
}
