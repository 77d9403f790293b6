package org.smoothadv.monitor;

/**
 * A curve whose last value TensorBoard shows under HPARAMS.
 *
 * @param tag of the curve
 * @param name what the column is called
 * @param description what it is, in a few words
 */
public record Metric(String tag, String name, String description) {}
