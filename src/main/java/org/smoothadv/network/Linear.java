package org.smoothadv.network;

import java.util.List;

/**
 * A linear layer with bias, such as the last of a classifier.
 *
 * @param name its state_dict prefix
 * @param features the number of inputs
 * @param classes the number of outputs, of the last layer the classes, at least 2
 */
public record Linear(String name, int features, int classes) implements Layer {
  public Linear {
    if (classes < 2) {
      throw new IllegalArgumentException("a classifier of " + classes + " classes, not at least 2");
    }
  }

  @Override
  public List<Parameter> parameters() {
    Initialization uniform = new Initialization.FanInUniform(features);
    long outputs = classes;
    return List.of(
        new Parameter(name + ".weight", List.of(outputs, (long) features), uniform, true),
        new Parameter(name + ".bias", List.of(outputs), uniform, true));
  }
}
