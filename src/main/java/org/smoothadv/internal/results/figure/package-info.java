/** The paper's figures, made from summarised logs, and their drawing as PNG and SVG. */
package org.smoothadv.internal.results.figure;
