package org.smoothadv.internal.results.figure;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jfree.chart.JFreeChart;

/** A chart with its legend in place, ready to be drawn as the content of a file. */
final class ChartDrawing {
  private static final double METRE = FigureSize.INCH / 0.0254;

  private final LineChart chart;
  private final JFreeChart drawn;
  private final Legend.Place place;
  private final int width;
  private final int height;

  ChartDrawing(LineChart chart) {
    this.chart = chart;
    this.drawn = chart.chart();
    this.place = Legend.Place.of(chart, drawn);
    this.width = (int) Math.round(chart.size().width());
    this.height = (int) Math.ceil(Math.max(chart.size().height(), place.bottom()));
  }

  private void paint(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fill(new Rectangle2D.Double(0, 0, width, height));
    drawn.draw(graphics, chart.area());
    place.legend().draw(graphics, place.x(), place.y());
  }

  byte[] png() throws IOException {
    int scale = chart.size().pixels();
    var image = new BufferedImage(scale * width, scale * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.scale(scale, scale);
      paint(graphics);
    } finally {
      graphics.dispose();
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    var bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, resolution(writer, image, (int) (scale * METRE))));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** So that programs which set text show the image in its size. */
  private static IIOMetadata resolution(ImageWriter writer, BufferedImage image, int perMetre)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
    IIOMetadataNode root = new IIOMetadataNode(metadata.getNativeMetadataFormatName());
    IIOMetadataNode node = new IIOMetadataNode("pHYs");
    node.setAttribute("pixelsPerUnitXAxis", Integer.toString(perMetre));
    node.setAttribute("pixelsPerUnitYAxis", Integer.toString(perMetre));
    node.setAttribute("unitSpecifier", "meter");
    root.appendChild(node);
    metadata.mergeTree(metadata.getNativeMetadataFormatName(), root);
    return metadata;
  }

  /** A page as large as the figure; its text is text, in a font that is part of the file. */
  byte[] pdf() throws IOException {
    float point = (float) (1 / FigureSize.POINT);
    try (PDDocument document = new PDDocument();
        InputStream file = ChartFont.file();
        PdfBoxGraphics2DFontTextDrawer fonts = new PdfBoxGraphics2DFontTextDrawer()) {
      // Else it would be made from the time.
      document.setDocumentId(0L);
      document.getDocumentInformation().setTitle(headline());
      PDPage page = new PDPage(new PDRectangle(point * width, point * height));
      document.addPage(page);
      fonts.registerFont(ChartFont.name(), PDType0Font.load(document, file));
      PdfBoxGraphics2D graphics = new PdfBoxGraphics2D(document, point * width, point * height);
      graphics.setFontTextDrawer(fonts);
      graphics.scale(point, point);
      paint(graphics);
      graphics.dispose();
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.drawForm(graphics.getXFormObject());
      }
      var bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  /** Shapes and text, with a title and a description for screen readers. */
  byte[] svg() throws IOException {
    VectorGraphics2D canvas = new VectorGraphics2D();
    paint(canvas);
    var bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(canvas.getCommands(), new PageSize(width, height))
        .writeTo(bytes);
    return new SvgText(bytes.toString(StandardCharsets.UTF_8))
        .described(headline(), chart.description())
        .getBytes(StandardCharsets.UTF_8);
  }

  private String headline() {
    return chart.title().isEmpty() ? chart.y().titles().get(0) : chart.title();
  }

  /**
   * The text of an SVG as the vector graphics library writes it, and what is mended in it.
   *
   * @param svg the whole document
   */
  private record SvgText(String svg) {
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
          + "\n  <title>%s</title>\n  <desc>%s</desc>"
              .formatted(escaped(title), escaped(description))
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
              unescaped(text.group(2)),
              size.find() ? Double.parseDouble(size.group(1)) : USUAL_SIZE);
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
}
