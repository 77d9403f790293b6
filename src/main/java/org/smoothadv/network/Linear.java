package org.smoothadv.network;

/**
 * A linear layer with bias, such as the last of a classifier.
 *
 * @param name its state_dict prefix
 * @param features the number of inputs
 * @param classes the number of outputs, of the last layer the classes, at least 2
 */
public record Linear(String name, int features, int classes) {
  public Linear {
    if (classes < 2) {
      throw new IllegalArgumentException("a classifier of " + classes + " classes, not at least 2");
    }
  }
}
