package org.smoothadv.internal.results.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;

/** The file formats of figures. */
public enum FigureFormat {
  /** Pixels: 192 an inch, and 384 where the figure is less than five inches wide. */
  PNG {
    @Override
    byte[] draw(ChartDrawing drawing) throws IOException {
      return drawing.png();
    }
  },
  /** Shapes and text that stay sharp at any size. */
  SVG {
    @Override
    byte[] draw(ChartDrawing drawing) throws IOException {
      return drawing.svg();
    }
  },
  /** The same as a page of the figure's size. */
  PDF {
    @Override
    byte[] draw(ChartDrawing drawing) throws IOException {
      return drawing.pdf();
    }
  };

  /**
   * The format that a file's name asks for.
   *
   * @throws InvalidInputException if it ends neither in .png nor in .svg nor in .pdf
   */
  public static FigureFormat of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "out",
                    "{out} %s: figures are written to names ending in .png, .svg or .pdf",
                    file));
  }

  /** The content of the file. */
  public byte[] draw(Figure figure) throws IOException {
    return draw(new ChartDrawing(figure.chart()));
  }

  /** What the user should know of such a file. */
  public List<String> notices(Figure figure) {
    List<String> lacking = this == SVG ? List.of() : figure.withoutFont();
    return lacking.isEmpty()
        ? List.of()
        : List.of(
            "no font of this machine has all characters of '%s'%s, which show as boxes: install one, or write an SVG, whose text is shown where it is read"
                .formatted(
                    lacking.get(0),
                    lacking.size() == 1 ? "" : " and " + (lacking.size() - 1) + " more labels"));
  }

  abstract byte[] draw(ChartDrawing drawing) throws IOException;
}
