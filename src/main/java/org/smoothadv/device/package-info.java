/**
 * The machine that graphs run on: how many threads a session takes, and the words a run records
 * about it.
 */
package org.smoothadv.device;
