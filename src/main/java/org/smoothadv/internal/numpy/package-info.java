/**
 * NumPy's files: npy, one array, and npz, a zip file of arrays by name, read and written; pickles
 * of arrays, read. Arrays of Python objects are refused.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">Format</a>
 */
package org.smoothadv.internal.numpy;
