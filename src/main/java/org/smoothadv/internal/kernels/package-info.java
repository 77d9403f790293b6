/** Graphs rewritten for the processor at hand, and what is the fastest there. */
package org.smoothadv.internal.kernels;
