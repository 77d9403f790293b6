/**
 * The smoothed classifier: the vote graph that samples a base classifier under Gaussian noise,
 * CERTIFY and PREDICT on its counts, and the statistics that they rest on. Nothing here knows of
 * files or the command line.
 */
package org.smoothadv.smoothing;
