package org.smoothadv.dataset.image;

/**
 * How an image becomes the square that a network sees: a box is cut out of it, the box is resized
 * to a number of rows and columns, and the square is cut out of these.
 *
 * @param top the box's first row in the image
 * @param left its first column
 * @param height its rows, at least 1
 * @param width its columns, at least 1
 * @param rows that the box is resized to, at least 1
 * @param columns that the box is resized to, at least 1
 * @param firstRow of the square, among {@code rows}
 * @param firstColumn of the square, among {@code columns}
 */
public record Frame(
    int top,
    int left,
    int height,
    int width,
    int rows,
    int columns,
    int firstRow,
    int firstColumn) {}
