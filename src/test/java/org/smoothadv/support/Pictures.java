package org.smoothadv.support;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Image files for tests. */
public final class Pictures {
  private Pictures() {}

  /** Waves of colour with a little grain, much as photographs have. */
  public static BufferedImage photograph(int width, int height, long seed) {
    Random random = new Random(seed);
    double[] wave = random.doubles(9, 0.02, 0.3).toArray();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          double phase = wave[3 * c] * x + wave[3 * c + 1] * y + 10 * wave[3 * c + 2];
          rgb = rgb << 8 | (int) (122 + 100 * Math.sin(phase) + random.nextInt(30));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  /** One colour all over. */
  public static BufferedImage plain(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  /** The same picture in another of {@link BufferedImage}'s types. */
  public static BufferedImage as(int type, BufferedImage image) {
    BufferedImage other = new BufferedImage(image.getWidth(), image.getHeight(), type);
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      int x = i % image.getWidth();
      int y = i / image.getWidth();
      other.setRGB(x, y, image.getRGB(x, y));
    }
    return other;
  }

  /** Writes a file, and the folders above it. */
  public static Path write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  /**
   * Encodes a picture.
   *
   * @param format png, jpg, gif or bmp
   */
  public static byte[] encoded(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IllegalArgumentException("Java writes no such " + format);
    }
    return bytes.toByteArray();
  }

  /**
   * Encodes numbers as JPEG without any conversion of colours: with four bands this is a CMYK
   * image, of ink and not of light, as long as there is no Adobe marker.
   */
  public static byte[] jpegOf(WritableRaster raster) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam best = writer.getDefaultWriteParam();
      best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      best.setCompressionQuality(1);
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), best);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
