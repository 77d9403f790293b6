/**
 * Training a base classifier: the graph of one training step (Pseudocode 1), its schedules, the
 * loop around it and what a run may start from.
 */
package org.smoothadv.internal.training;
