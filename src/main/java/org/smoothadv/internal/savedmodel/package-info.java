/**
 * SavedModels of other programs, as Keras and TensorFlow write them, read as data: what they say is
 * to be computed is looked at operation by operation, and nothing of it is run.
 */
package org.smoothadv.internal.savedmodel;
