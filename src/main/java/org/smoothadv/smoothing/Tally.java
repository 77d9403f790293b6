package org.smoothadv.smoothing;

/**
 * What a certificate for one class depends on.
 *
 * @param top votes for the class to be certified
 * @param runnerUp the most votes that any other class has; samples without a vote are one of them
 * @param samples all samples
 */
record Tally(int top, int runnerUp, int samples) {}
