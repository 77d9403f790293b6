/**
 * Where images come from and how they become mini-batches: datasets by name, the files behind them,
 * the images that the program draws itself, and the shuffled, augmented batches of an epoch.
 */
package org.smoothadv.internal.dataset;
