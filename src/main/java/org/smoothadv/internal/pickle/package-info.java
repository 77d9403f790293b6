/**
 * Python's pickles, read without running anything: numbers, texts, lists, dictionaries and what a
 * table of allowed constructors builds.
 *
 * <p>A pickle is a program. Here it can call what {@link org.smoothadv.internal.pickle.GlobalTable}
 * lists and nothing else, and cannot make the reader keep more than in proportion to the file.
 */
package org.smoothadv.internal.pickle;
