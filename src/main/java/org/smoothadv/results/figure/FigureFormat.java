package org.smoothadv.results.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;

/** The file formats of figures. */
public enum FigureFormat {
  /** Pixels, twice as many as the chart's own units in each direction. */
  PNG {
    @Override
    public byte[] draw(Figure figure) throws IOException {
      return FigureChart.of(figure).png();
    }
  },
  /** Shapes and text that stay sharp at any size. */
  SVG {
    @Override
    public byte[] draw(Figure figure) throws IOException {
      return FigureChart.of(figure)
          .svg(figure.curves().stream().map(Curve::label).collect(Collectors.joining("; ")));
    }
  };

  /**
   * The format that a file's name asks for.
   *
   * @throws InvalidInputException if it ends neither in .png nor in .svg
   */
  public static FigureFormat of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "--out " + file + ": figures are written to names ending in .png or .svg"));
  }

  /** The content of the file. */
  public abstract byte[] draw(Figure figure) throws IOException;
}
