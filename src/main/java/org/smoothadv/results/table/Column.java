package org.smoothadv.results.table;

/**
 * A column of a table for people.
 *
 * @param heading what stands above it
 * @param numeric whether its cells are numbers, to be set flush right
 */
public record Column(String heading, boolean numeric) {}
