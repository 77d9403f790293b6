package org.smoothadv.training;

import java.util.Optional;

/**
 * What one epoch did.
 *
 * @param epoch counted from 0
 * @param learningRate of this epoch
 * @param epsilon the attack's radius in this epoch
 * @param training the rows of all steps, each before its update
 * @param noisy test images under noise, after the epoch
 * @param attacked test images attacked with the full epsilon, then under noise; empty without
 *     attack
 * @param seconds the time that the steps took
 */
public record EpochResult(
    int epoch,
    double learningRate,
    double epsilon,
    BatchScore training,
    BatchScore noisy,
    Optional<BatchScore> attacked,
    double seconds) {}
