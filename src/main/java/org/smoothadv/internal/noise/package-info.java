/**
 * Gaussian noise inside a graph as a function of what it is for, so that it can be drawn again in
 * place of being stored.
 */
package org.smoothadv.internal.noise;
