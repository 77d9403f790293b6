/**
 * Trained classifiers as SavedModels, which any program with TensorFlow can ask, and which this one
 * opens again with all that it knew of them.
 */
package org.smoothadv.export;
