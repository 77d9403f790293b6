/**
 * The paper's tables, made from summarised logs, and the forms they are printed in: text, CSV,
 * Markdown, LaTeX.
 */
package org.smoothadv.internal.results.table;
