package org.smoothadv.internal.dataset;

import org.apache.commons.math3.random.RandomGenerator;

/**
 * Draws one image of {@link SyntheticShapes} in layers: a textured background, the figure, textured
 * as well, and specks of clutter over both.
 */
final class ShapePainter {
  private static final int SIDE = SyntheticShapes.SHAPE.height();
  private static final int CHANNELS = SyntheticShapes.SHAPE.channels();

  /** Between the brightness of figure and background, of 1: noise of sigma 0.5 must not hide it. */
  private static final double MIN_CONTRAST = 0.4;

  private static final double TEXTURE_CONTRAST = 0.08;
  private static final double MAX_SHIFT = 3;

  /** In radians, well below the 45 degrees between a plus and a saltire. */
  private static final double MAX_TURN = 0.2;

  private final RandomGenerator random;
  private final double[] values = new double[SyntheticShapes.SHAPE.values()];

  private ShapePainter(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Draws a figure.
   *
   * @param outline the figure; nothing else depends on it
   * @param random decides on everything else
   * @param target receives the HWC bytes
   * @param offset where in {@code target} they begin
   */
  static void paint(Outline outline, RandomGenerator random, byte[] target, int offset) {
    ShapePainter painter = new ShapePainter(random);
    double[] ground = painter.colour();
    double[] figure = painter.colour();
    while (Math.abs(brightness(figure) - brightness(ground)) < MIN_CONTRAST) {
      ground = painter.colour();
      figure = painter.colour();
    }
    painter.cover((x, y) -> Double.NEGATIVE_INFINITY, ground, Texture.random(random));
    painter.cover(painter.placed(outline), figure, Texture.random(random));
    for (int specks = 2 + random.nextInt(4); specks > 0; specks--) {
      painter.cover(painter.speck(), painter.colour(), (x, y) -> 0);
    }
    for (int i = 0; i < painter.values.length; i++) {
      double value = Math.max(0, Math.min(1, painter.values[i]));
      target[offset + i] = (byte) (int) (255 * value + 0.5);
    }
  }

  /** How far a place of the image lies outside of something, negative inside, in pixels. */
  private interface Figure {
    double distance(double x, double y);
  }

  private Figure placed(Outline outline) {
    double size = between(9, 12);
    double centreX = SIDE / 2.0 + between(-MAX_SHIFT, MAX_SHIFT);
    double centreY = SIDE / 2.0 + between(-MAX_SHIFT, MAX_SHIFT);
    double turn = between(-MAX_TURN, MAX_TURN);
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    return (x, y) ->
        outline.distance(
            cos * (x - centreX) + sin * (y - centreY),
            cos * (y - centreY) - sin * (x - centreX),
            size);
  }

  private Figure speck() {
    double radius = between(1, 2.2);
    double centreX = between(0, SIDE);
    double centreY = between(0, SIDE);
    return (x, y) -> {
      double right = x - centreX;
      double down = y - centreY;
      return Math.sqrt(right * right + down * down) - radius;
    };
  }

  private void cover(Figure figure, double[] colour, Texture texture) {
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        double x = column + 0.5;
        double y = row + 0.5;
        // The part of the pixel that an edge at this distance from its centre covers.
        double share = Math.max(0, Math.min(1, 0.5 - figure.distance(x, y)));
        if (share > 0) {
          double shade = TEXTURE_CONTRAST * texture.at(x, y);
          blend((row * SIDE + column) * CHANNELS, colour, shade, share);
        }
      }
    }
  }

  private void blend(int pixel, double[] colour, double shade, double share) {
    for (int channel = 0; channel < CHANNELS; channel++) {
      values[pixel + channel] += share * (colour[channel] + shade - values[pixel + channel]);
    }
  }

  private double[] colour() {
    return new double[] {between(0.1, 0.9), between(0.1, 0.9), between(0.1, 0.9)};
  }

  private double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  private static double brightness(double[] colour) {
    return (colour[0] + colour[1] + colour[2]) / 3;
  }

  /** A pattern over the plane with values in [-1, 1]. Computed alike by every Java machine. */
  @FunctionalInterface
  private interface Texture {
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
}
