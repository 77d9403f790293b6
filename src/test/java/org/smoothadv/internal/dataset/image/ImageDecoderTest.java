package org.smoothadv.internal.dataset.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.internal.dataset.image.Framing.CentreCrop;
import org.smoothadv.internal.dataset.image.Framing.Frame;
import org.smoothadv.internal.dataset.image.Framing.RandomResizedCrop;
import org.smoothadv.support.Pictures;

class ImageDecoderTest {
  private static final int SIZE = 32;
  private static final ImageDecoder DECODER = new ImageDecoder(SIZE);
  private static final int ORANGE = 0xf08020;

  @TempDir Path folder;

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @ParameterizedTest
  @CsvSource({"61, 47", "47, 61", "500, 375", "20, 33", "32, 32", "37, 37", "5, 4", "1, 9"})
  void testImageIsWithinOneLevelOfPillow(int width, int height) throws IOException {
    BufferedImage image = Pictures.photograph(width, height, 1);
    CentreCrop crop = CentreCrop.customary(SIZE);
    assertWithinOneLevel(expected(image, crop.of(height, width)), png(image, crop));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void trainingImageIsWithinOneLevelOfPillow(int seed) throws IOException {
    BufferedImage image = Pictures.photograph(97, 71, seed);
    int[] expected =
        expected(image, new RandomResizedCrop(SIZE, new MersenneTwister(seed)).of(71, 97));
    assertWithinOneLevel(
        expected, png(image, new RandomResizedCrop(SIZE, new MersenneTwister(seed))));
  }

  @Test
  void imageOfTheRightSizeIsLeftAsItIs() throws IOException {
    BufferedImage image = Pictures.photograph(SIZE, SIZE, 3);
    assertArrayEquals(pixels(image), png(image, ImageDecoderTest::whole));
  }

  @Test
  void jpegIsDecodedAsJavaDoes() throws IOException {
    byte[] jpeg = Pictures.encoded("jpg", Pictures.photograph(SIZE, SIZE, 4));
    int[] expected = pixels(ImageIO.read(new ByteArrayInputStream(jpeg)));
    int[] actual = read("image.jpg", jpeg, ImageDecoderTest::whole);
    // Both decode with the accurate DCT; rounding of colours may differ.
    assertEquals(0, farthest(expected, actual), 2);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY
      })
  void everyKindOfPngBecomesRgb(int type) throws IOException {
    BufferedImage image = Pictures.as(type, Pictures.photograph(SIZE, SIZE, 5));
    int[] expected = new int[SIZE * SIZE * 3];
    for (int i = 0; i < SIZE * SIZE; i++) {
      int rgb = image.getRGB(i % SIZE, i / SIZE);
      int grey = image.getRaster().getSample(i % SIZE, i / SIZE, 0);
      // Java's own RGB of grey images goes through a colour profile.
      int[] colours =
          switch (type) {
            case BufferedImage.TYPE_BYTE_GRAY -> new int[] {grey, grey, grey};
            case BufferedImage.TYPE_USHORT_GRAY -> new int[] {grey >> 8, grey >> 8, grey >> 8};
            default -> new int[] {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255};
          };
      System.arraycopy(colours, 0, expected, 3 * i, 3);
    }
    assertArrayEquals(expected, png(image, ImageDecoderTest::whole));
  }

  @Test
  void transparencyIsDropped() throws IOException {
    BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_INT_ARGB);
    IntStream.range(0, 9).forEach(i -> image.setRGB(i % 3, i / 3, 0x40 << 24 | ORANGE));
    assertColour(ORANGE, 0, png(image, CentreCrop.customary(SIZE)));
  }

  @Test
  void greyJpegBecomesRgb() throws IOException {
    BufferedImage grey = Pictures.as(BufferedImage.TYPE_BYTE_GRAY, Pictures.plain(9, 7, 0x808080));
    int level = grey.getRaster().getSample(0, 0, 0);
    int[] actual = read("grey.jpg", Pictures.encoded("jpg", grey), CentreCrop.customary(SIZE));
    assertColour(level * 0x010101, 1, actual);
  }

  @ParameterizedTest
  @CsvSource({"0, 255, 255, 0, ff0000", "0, 0, 0, 127, 808080", "255, 0, 0, 51, 00cccc"})
  void cmykJpegBecomesRgb(int cyan, int magenta, int yellow, int black, String rgb)
      throws IOException {
    int[] inks = {cyan, magenta, yellow, black};
    int[] actual = read("cmyk.jpg", cmyk(inks), CentreCrop.customary(SIZE));
    assertColour(Integer.parseInt(rgb, 16), 2, actual);
  }

  @Test
  void cmykJpegOfAdobeIsInverted() throws IOException {
    byte[] plain = cmyk(new int[] {255, 0, 0, 255});
    byte[] marker = {
      (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    byte[] adobe = Arrays.copyOf(plain, plain.length + marker.length);
    System.arraycopy(marker, 0, adobe, 2, marker.length);
    System.arraycopy(plain, 2, adobe, 2 + marker.length, plain.length - 2);
    assertColour(0xff0000, 2, read("adobe.jpg", adobe, CentreCrop.customary(SIZE)));
  }

  private static byte[] cmyk(int[] inks) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 20, 20, 4, null);
    IntStream.range(0, 400).forEach(i -> raster.setPixel(i % 20, i / 20, inks));
    return Pictures.jpegOf(raster);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void onePixelFillsTheSquare(String format) throws IOException {
    byte[] file = Pictures.encoded(format, Pictures.plain(1, 1, ORANGE));
    assertColour(ORANGE, 2, read("one." + format, file, CentreCrop.customary(SIZE)));
    assertColour(
        ORANGE,
        2,
        read("one." + format, file, new RandomResizedCrop(SIZE, new MersenneTwister(1))));
  }

  @Test
  void nameDoesNotMatter() throws IOException {
    byte[] file = Pictures.encoded("png", Pictures.plain(4, 4, ORANGE));
    assertColour(ORANGE, 0, read("image.JPEG", file, CentreCrop.customary(SIZE)));
  }

  @Test
  void writesOnlyItsPartOfTheTarget() throws IOException {
    Path file =
        Pictures.write(
            folder.resolve("image.png"), Pictures.encoded("png", Pictures.plain(4, 4, ORANGE)));
    byte[] target = new byte[5 + 3 * SIZE * SIZE + 7];
    Arrays.fill(target, (byte) 1);
    DECODER.read(file, CentreCrop.customary(SIZE), target, 5);
    assertArrayEquals(new byte[] {1, 1, (byte) 0xf0}, Arrays.copyOfRange(target, 3, 6));
    assertArrayEquals(
        new byte[] {0x20, 1}, Arrays.copyOfRange(target, target.length - 8, target.length - 6));
  }

  @Test
  void severalThreadsReadTheSame() throws IOException {
    Path file =
        Pictures.write(
            folder.resolve("image.jpg"), Pictures.encoded("jpg", Pictures.photograph(120, 90, 6)));
    long distinct =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(
                i -> {
                  byte[] pixels = new byte[3 * SIZE * SIZE];
                  DECODER.read(file, CentreCrop.customary(SIZE), pixels, 0);
                  return Arrays.toString(pixels);
                })
            .distinct()
            .count();
    assertEquals(1, distinct);
  }

  private int[] png(BufferedImage image, Framing framing) throws IOException {
    return read("image.png", Pictures.encoded("png", image), framing);
  }

  private int[] read(String name, byte[] content, Framing framing) throws IOException {
    byte[] pixels = new byte[3 * SIZE * SIZE];
    DECODER.read(Pictures.write(folder.resolve(name), content), framing, pixels, 0);
    return IntStream.range(0, pixels.length).map(i -> pixels[i] & 0xff).toArray();
  }

  private static Frame whole(int height, int width) {
    return new Frame(0, 0, height, width, height, width, 0, 0);
  }

  /** What Pillow makes of it: crop, resize, crop. */
  private static int[] expected(BufferedImage image, Frame frame) {
    BufferedImage box = image.getSubimage(frame.left(), frame.top(), frame.width(), frame.height());
    int[] resized =
        PillowResize.resized(
            pixels(box), frame.height(), frame.width(), frame.rows(), frame.columns());
    int[] square = new int[3 * SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      int from = ((y + frame.firstRow()) * frame.columns() + frame.firstColumn()) * 3;
      System.arraycopy(resized, from, square, y * SIZE * 3, SIZE * 3);
    }
    return square;
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
  }

  private static void assertWithinOneLevel(int[] expected, int[] actual) {
    assertTrue(farthest(expected, actual) <= 1, "off by " + farthest(expected, actual));
    long equal = IntStream.range(0, expected.length).filter(i -> expected[i] == actual[i]).count();
    assertTrue(equal > 0.7 * expected.length, equal + " of " + expected.length + " are equal");
  }

  private static void assertColour(int rgb, int tolerance, int[] pixels) {
    int[] expected =
        IntStream.range(0, pixels.length).map(i -> rgb >> (16 - 8 * (i % 3)) & 255).toArray();
    assertEquals(0, farthest(expected, pixels), tolerance, () -> Arrays.toString(pixels));
  }

  private static int farthest(int[] expected, int[] actual) {
    return IntStream.range(0, expected.length)
        .map(i -> Math.abs(expected[i] - actual[i]))
        .max()
        .orElseThrow();
  }
}
