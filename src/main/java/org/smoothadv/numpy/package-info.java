/**
 * NumPy's files, read and written: npy, one array, and npz, a zip file of arrays by name. Arrays of
 * Python objects, which are pickles inside, are refused.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">Format</a>
 */
package org.smoothadv.numpy;
