/**
 * Weights on disk: named tensors with their metadata, in files that other tools read and that a
 * crash cannot leave half-written.
 */
package org.smoothadv.checkpoint;
