/** What a step of SGD minimises: one class per method of training, each beside its paper. */
package org.smoothadv.internal.objective;
