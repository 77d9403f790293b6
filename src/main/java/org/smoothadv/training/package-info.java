/**
 * Training a base classifier: the graph of one training step (Pseudocode 1), its schedules, the
 * loop around it and the run folder that it leaves.
 */
package org.smoothadv.training;
