/**
 * The edge where a user's values are read: numbers as people write them, and the error that names
 * what to mend.
 */
package org.smoothadv.input;
