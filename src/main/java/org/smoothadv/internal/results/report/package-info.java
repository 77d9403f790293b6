/** One HTML page for a run or a tree of runs, complete in itself. */
package org.smoothadv.internal.results.report;
