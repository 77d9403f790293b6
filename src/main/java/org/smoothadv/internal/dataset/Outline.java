package org.smoothadv.internal.dataset;

/**
 * The ten classes of {@link SyntheticShapes}: figures that fill a disc of radius {@code size}
 * around the origin, x to the right, y downwards. All of them are their own mirror images, so that
 * a horizontal flip leaves the class what it is.
 */
@SuppressWarnings("ImmutableEnumChecker") // figures have no state
enum Outline {
  DISC((x, y, size) -> length(x, y) - 0.9 * size),
  RING((x, y, size) -> Math.abs(length(x, y) - 0.75 * size) - 0.22 * size),
  SQUARE((x, y, size) -> box(x, y, 0.8 * size, 0.8 * size)),
  TRIANGLE(
      (x, y, size) -> {
        double lowered = y - 0.2 * size;
        double slope = Math.sqrt(0.75) * Math.abs(x) - 0.5 * lowered;
        return Math.max(lowered, slope) - 0.58 * size;
      }),
  PLUS((x, y, size) -> Math.min(box(x, y, size, 0.3 * size), box(x, y, 0.3 * size, size))),
  SALTIRE(
      (x, y, size) -> {
        double half = Math.sqrt(0.5);
        return PLUS.distance(half * (x + y), half * (x - y), size);
      }),
  HORIZONTAL_BARS(
      (x, y, size) -> {
        double outer = box(x, Math.abs(y) - 0.66 * size, 0.85 * size, 0.2 * size);
        return Math.min(outer, box(x, y, 0.85 * size, 0.2 * size));
      }),
  VERTICAL_BARS((x, y, size) -> HORIZONTAL_BARS.distance(y, x, size)),
  /** Five squares, placed as the dots on a die. */
  FIVE_SQUARES(
      (x, y, size) -> {
        double third = 0.3 * size;
        double corner = box(Math.abs(x) - 2 * third, Math.abs(y) - 2 * third, third, third);
        return Math.min(corner, box(x, y, third, third));
      }),
  TWO_DISCS((x, y, size) -> length(Math.abs(x) - 0.53 * size, y) - 0.45 * size);

  /** As {@link #distance}. */
  private interface Figure {
    double distance(double x, double y, double size);
  }

  private final Figure figure;

  Outline(Figure figure) {
    this.figure = figure;
  }

  /**
   * Returns how far a point lies outside of the outline, negative inside, in the units of the
   * arguments: exact near straight edges, which is what antialiasing needs.
   */
  double distance(double x, double y, double size) {
    return figure.distance(x, y, size);
  }

  private static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  private static double box(double x, double y, double halfWidth, double halfHeight) {
    return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
  }
}
