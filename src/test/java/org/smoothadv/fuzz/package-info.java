/**
 * Damaged files of every kind that the program reads, made from good ones by chance: each is read,
 * or refused in one or two lines, within a second.
 */
package org.smoothadv.fuzz;
