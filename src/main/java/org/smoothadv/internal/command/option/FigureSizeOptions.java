package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.figure.FigureSize;

/** How large a figure is. */
final class FigureSizeOptions {
  /** Names of sizes. */
  enum Preset {
    SCREEN,
    /** Fits the columns of ICML, CVPR and IEEE; the text is as large as that of captions. */
    COLUMN,
    /** The same for both columns, or for the one of NeurIPS. */
    PAGE;

    private FigureSize size() {
      return switch (this) {
        case SCREEN -> FigureSize.SCREEN;
        case COLUMN -> FigureSize.COLUMN;
        case PAGE -> FigureSize.PAGE;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern LENGTH = Pattern.compile("([0-9]*\\.?[0-9]+)\\s*([a-z]*)");

  private static final Map<String, Double> UNITS =
      Map.of(
          "px",
          1.0,
          "in",
          FigureSize.INCH,
          "cm",
          FigureSize.INCH / 2.54,
          "mm",
          FigureSize.INCH / 25.4,
          "pt",
          FigureSize.POINT);

  /** In inches. A number without a unit is not more inches, but as many pixels. */
  private static final double MAX_INCHES = 50;

  private static final double MIN_INCHES = 1;

  @Parameter(
      names = "--preset",
      category = "Size",
      placeholder = "NAME",
      description =
          "screen (800px wide, text of 9 pt), column (3.04in, 8 pt: one column of a paper) or page (5.5in,"
              + " 9 pt: the width of its text)")
  private Preset preset = Preset.SCREEN;

  @Parameter(
      names = "--width",
      category = "Size",
      placeholder = "W",
      description =
          "width of the whole figure, as in 3.25in, 85mm, 240pt or 800px (96 an inch; a PNG has 2 or 4 dots for"
              + " each); a number alone is inches up to 50, else px (the preset's)")
  private String width;

  @Parameter(
      names = "--font-size",
      category = "Size",
      placeholder = "PT",
      description = "height of the text, in points (the preset's)")
  private Double fontSize;

  /**
   * The size.
   *
   * @throws InvalidInputException naming the option and what is accepted
   */
  FigureSize size() {
    double units = width == null ? preset.size().width() : units();
    double font = fontSize == null ? preset.size().font() : fontSize * FigureSize.POINT;
    double most = FigureSize.mostFont(units);
    if (fontSize != null && !(fontSize > 0 && font <= most)) {
      throw new InvalidSettingException(
          "fontSize",
          "{fontSize} is %s; accepted are points above 0, up to %s on a figure of this width",
          fontSize.toString(),
          String.valueOf(Math.floor(10 * most / FigureSize.POINT) / 10));
    }
    return new FigureSize(units, Math.min(font, most));
  }

  private double units() {
    Matcher length = LENGTH.matcher(width.strip());
    if (length.matches()) {
      double number = Double.parseDouble(length.group(1));
      String unit = length.group(2);
      Double factor = UNITS.get(unit.isEmpty() ? (number <= MAX_INCHES ? "in" : "px") : unit);
      double inches = factor == null ? 0 : number * factor / FigureSize.INCH;
      if (inches >= MIN_INCHES && inches <= MAX_INCHES) {
        return number * factor;
      }
    }
    throw new InvalidSettingException(
        "width",
        "{width} is '%s'; accepted are %s to %s inches, as in 3.25in, 85mm, 240pt or 800px",
        width,
        MIN_INCHES,
        MAX_INCHES);
  }
}
