package org.smoothadv.results.figure;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an SVG as the vector graphics library writes it, and what is mended in it.
 *
 * @param svg the whole document
 */
record SvgText(String svg) {
  private static final Pattern TAG = Pattern.compile("<[^>]*>");

  /** Two decimals are a fiftieth of the width of a line. */
  private static final Pattern SURPLUS_DECIMALS = Pattern.compile("(\\.\\d\\d)\\d+");

  /** Others are as wide, or hold the same characters. */
  private static final Pattern FONT = Pattern.compile("font-family:&quot;[^&]*&quot;");

  private static final String OTHER_FONTS = "$0,Arial,Helvetica,'DejaVu Sans',sans-serif";

  /** The library leaves this size out, but it is not what a browser takes where none is given. */
  private static final String FONT_SIZE = "<svg font-size=\"12px\"";

  private static final Pattern TEXT = Pattern.compile("<text ([^>]*)>([^<]*)(?=</text>)");
  private static final Pattern SIZE = Pattern.compile("font-size:([0-9.]+)px");
  private static final double USUAL_SIZE = 12;

  /** The document with a title and a description, for screen readers and searches. */
  String described(String title, String description) {
    String mended =
        TAG.matcher(svg).replaceAll(tag -> mended(tag.group())).replace("<svg", FONT_SIZE);
    mended = TEXT.matcher(mended).replaceAll(SvgText::measured);
    int start = mended.indexOf('>', mended.indexOf("<svg")) + 1;
    return mended.substring(0, start)
        + "\n  <title>%s</title>\n  <desc>%s</desc>".formatted(escaped(title), escaped(description))
        + mended.substring(start);
  }

  private static String mended(String tag) {
    String shorter = SURPLUS_DECIMALS.matcher(tag).replaceAll("$1");
    return Matcher.quoteReplacement(FONT.matcher(shorter).replaceAll(OTHER_FONTS));
  }

  /** Text as wide as it was laid out, also where another font takes the place of its own. */
  private static String measured(MatchResult text) {
    Matcher size = SIZE.matcher(text.group(1));
    double width =
        Legend.width(
            unescaped(text.group(2)), size.find() ? Double.parseDouble(size.group(1)) : USUAL_SIZE);
    return Matcher.quoteReplacement(
        "<text textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\" %s>%s"
            .formatted(String.format(Locale.ROOT, "%.2f", width), text.group(1), text.group(2)));
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
