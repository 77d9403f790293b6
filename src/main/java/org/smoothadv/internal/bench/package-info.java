/** How fast this machine runs the graphs, beside how fast it can multiply matrices at all. */
package org.smoothadv.internal.bench;
