package org.smoothadv.network;

/**
 * A linear layer with bias, the last of a classifier.
 *
 * @param name its state_dict prefix
 * @param features the number of inputs
 * @param classes the number of outputs
 */
public record Linear(String name, int features, int classes) {}
