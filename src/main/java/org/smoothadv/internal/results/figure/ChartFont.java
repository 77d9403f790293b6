package org.smoothadv.internal.results.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.smoothadv.input.IoFailure;

/**
 * The font of charts: Liberation Sans, which comes with the PDF library, so that charts are the
 * same on all machines; its letters are as wide as those of Arial and Helvetica. Text in other
 * scripts has the fonts of the machine.
 */
final class ChartFont {
  private static final String FILE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final Font FONT = load();

  private ChartFont() {}

  /** The font that shows a text. */
  static Font of(String text, double size) {
    Font font = FONT.canDisplayUpTo(text) < 0 ? FONT : new Font(Font.SANS_SERIF, Font.PLAIN, 1);
    return font.deriveFont((float) size);
  }

  /** The texts that no font of this machine shows in full. */
  static List<String> withoutFont(Collection<String> texts) {
    return texts.stream().filter(text -> of(text, 1).canDisplayUpTo(text) >= 0).toList();
  }

  /** What {@link Font#getFontName()} says of it. */
  static String name() {
    return FONT.getFontName();
  }

  /** The TrueType file. */
  static InputStream file() {
    return PDDocument.class.getResourceAsStream(FILE);
  }

  private static Font load() {
    try (InputStream in = file()) {
      return Font.createFont(Font.TRUETYPE_FONT, in);
    } catch (IOException e) {
      // Java unpacks it to the disk.
      throw new UncheckedIOException(
          new IOException(
              "the font of charts cannot be unpacked to %s: %s"
                  .formatted(System.getProperty("java.io.tmpdir"), IoFailure.reason(e)),
              e));
    } catch (FontFormatException e) {
      throw new IllegalStateException(FILE, e);
    }
  }
}
