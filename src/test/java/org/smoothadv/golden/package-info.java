/**
 * Reads the numbers computed with the published reference implementation, and compares with them as
 * their tolerances ask. Their folder is the system property {@code golden.dir}.
 */
package org.smoothadv.golden;
