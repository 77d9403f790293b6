package org.smoothadv.dataset;

/**
 * The images of one training step.
 *
 * @param batch images and labels
 * @param source where the labels of all of them come from
 */
public record SourcedBatch(MiniBatch batch, LabelSource source) {}
