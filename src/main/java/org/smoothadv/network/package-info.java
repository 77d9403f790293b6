/**
 * Classifiers as graph pieces: architectures, their parameters, normalisation and the two ways a
 * layer is computed (training with batch statistics, inference with folded ones). Nothing here
 * knows of files, sessions or the command line.
 */
package org.smoothadv.network;
