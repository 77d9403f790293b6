/**
 * Studies: a file that describes a grid of models and what is done with them, and the order in
 * which it is done.
 */
package org.smoothadv.internal.study;
