/**
 * Attacks on smoothed classifiers, as graph pieces: the noises that are seen, the estimators of the
 * gradient of the SmoothAdv objective (S), and the attackers that follow them. Pixel units, L2 norm
 * over a whole image. Nothing here knows of files, sessions or the command line.
 */
package org.smoothadv.attack;
