package org.smoothadv.dataset;

/** Where the labels of training images come from. */
public enum LabelSource {
  /** The dataset. */
  LABELLED,
  /** A classifier that was trained on the dataset (Salman et al. 2019, appendix E.2). */
  PSEUDO_LABELLED
}
