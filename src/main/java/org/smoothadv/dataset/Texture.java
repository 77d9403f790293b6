package org.smoothadv.dataset;

import org.apache.commons.math3.random.RandomGenerator;

/** A pattern over the plane with values in [-1, 1]. Computed alike by every Java machine. */
@FunctionalInterface
interface Texture {
  /** Returns the value at a place, in pixels, both coordinates in [0, 32). */
  double at(double x, double y);

  /** Draws a texture at random. */
  static Texture random(RandomGenerator random) {
    return random.nextBoolean() ? Stripes.random(random) : Blotches.random(random);
  }

  /** Parallel stripes with a triangular profile. */
  record Stripes(double a, double b, double phase) implements Texture {
    static Stripes random(RandomGenerator random) {
      double angle = Math.PI * random.nextDouble();
      double period = 3 + 5 * random.nextDouble();
      return new Stripes(
          StrictMath.cos(angle) / period, StrictMath.sin(angle) / period, random.nextDouble());
    }

    @Override
    public double at(double x, double y) {
      double turns = a * x + b * y + phase;
      return 4 * Math.abs(turns - Math.floor(turns) - 0.5) - 1;
    }
  }

  /** Random values on the corners of square cells, joined smoothly (value noise). */
  final class Blotches implements Texture {
    private static final int CELLS = 6;
    private static final int CORNERS = CELLS + 1;
    private static final double CELL = 32.0 / CELLS;

    private final double[] values = new double[CORNERS * CORNERS];

    private Blotches(RandomGenerator random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = 2 * random.nextDouble() - 1;
      }
    }

    static Blotches random(RandomGenerator random) {
      return new Blotches(random);
    }

    @Override
    public double at(double x, double y) {
      int column = (int) (x / CELL);
      int row = (int) (y / CELL);
      double right = smooth(x / CELL - column);
      double down = smooth(y / CELL - row);
      int corner = row * CORNERS + column;
      double above = mix(values[corner], values[corner + 1], right);
      double below = mix(values[corner + CORNERS], values[corner + CORNERS + 1], right);
      return mix(above, below, down);
    }

    private static double smooth(double t) {
      return t * t * (3 - 2 * t);
    }

    private static double mix(double a, double b, double share) {
      return a + share * (b - a);
    }
  }
}
