package org.smoothadv.internal.dataset.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.internal.dataset.image.Framing.CentreCrop;
import org.smoothadv.support.Pictures;

/** Files that hold no image, or not the image that they claim to hold. */
class CorruptImageTest {
  private static final ImageDecoder DECODER = new ImageDecoder(32);

  @TempDir Path folder;

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @ParameterizedTest
  @CsvSource({
    "jpg, 60, damaged or cut short",
    "jpg, 1000, damaged or cut short",
    "png, 20, cut short",
    "png, 60, damaged or cut short",
    "png, 1000, damaged or cut short",
    "gif, 12, cut short",
    "gif, 1000, cut short",
    "bmp, 20, cut short",
    "bmp, 1000, damaged or cut short"
  })
  void imageCutShortIsCorrupt(String format, int length, String reason) throws IOException {
    byte[] file = Pictures.encoded(format, Pictures.photograph(50, 40, 1));
    assertCorrupt(Arrays.copyOf(file, length), reason);
  }

  @Test
  void pngWithAFlippedBitIsCorrupt() throws IOException {
    byte[] file = Pictures.encoded("png", Pictures.photograph(50, 40, 1));
    file[file.length / 2] ^= 1;
    assertCorrupt(file, "damaged or cut short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "B", "hello, this is a text", "RIFF\u0001\u0002\u0003\u0004WEBPVP8 "})
  void whatIsNoImageIsCorrupt(String content) throws IOException {
    assertCorrupt(
        content.getBytes(StandardCharsets.ISO_8859_1), "it is no JPEG, PNG, GIF or BMP image");
  }

  @Test
  void bombsAreRefusedByWhatTheyClaim() throws IOException {
    byte[] png = Pictures.encoded("png", Pictures.plain(2, 2, 0));
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 50_000);
    assertCorrupt(png, "it claims 3,000,000,000 pixels; accepted are 178,956,970");

    byte[] jpeg = Pictures.encoded("jpg", Pictures.plain(2, 2, 0));
    int size = startOfFrame(jpeg) + 5;
    ByteBuffer.wrap(jpeg).putShort(size, (short) 60_000).putShort(size + 2, (short) 50_000);
    assertCorrupt(jpeg, "it claims 3,000,000,000 pixels");

    byte[] gif = Pictures.encoded("gif", Pictures.plain(2, 2, 0));
    int frame = new String(gif, StandardCharsets.ISO_8859_1).lastIndexOf(',') + 1;
    littleEndian(gif).putShort(frame + 4, (short) 60_000).putShort(frame + 6, (short) 50_000);
    assertCorrupt(gif, "it claims 3,000,000,000 pixels");

    byte[] bmp = Pictures.encoded("bmp", Pictures.plain(2, 2, 0));
    littleEndian(bmp).putInt(18, 60_000).putInt(22, -50_000);
    assertCorrupt(bmp, "it claims 3,000,000,000 pixels");
  }

  @Test
  void pixelsThatTheFileIsTooShortForAreNotUnpacked() throws IOException {
    byte[] jpeg = Pictures.encoded("jpg", Pictures.photograph(50, 40, 1));
    int size = startOfFrame(jpeg) + 5;
    ByteBuffer.wrap(jpeg).putShort(size, (short) 13_000).putShort(size + 2, (short) 13_000);
    assertCorrupt(jpeg, "damaged or cut short: it claims 169,000,000 pixels");
    byte[] png = Pictures.encoded("png", Pictures.plain(2, 2, 0));
    ByteBuffer.wrap(png).putInt(16, 13_000).putInt(20, 13_000);
    assertCorrupt(png, "damaged or cut short: it claims 169,000,000 pixels");
  }

  /** The most that the formats save: large images of one colour. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void largeImagesOfOneColourAreRead(String format) throws IOException {
    Path file = folder.resolve("plain." + format);
    Files.write(file, Pictures.encoded(format, Pictures.plain(3000, 2500, 0x204060)));
    byte[] square = new byte[32 * 32 * 3];
    DECODER.read(file, CentreCrop.customary(32), square, 0);
    assertEquals(0x40, square[1], 3);
  }

  private static int startOfFrame(byte[] jpeg) {
    for (int i = 0; ; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
        return i;
      }
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void imageWithoutPixelsIsCorrupt() throws IOException {
    byte[] png = Pictures.encoded("png", Pictures.plain(2, 2, 0));
    ByteBuffer.wrap(png).putInt(16, 0);
    assertCorrupt(png, "it claims 2 x 0 pixels");
  }

  @Test
  void bmpWithAPaletteIsRefused() throws IOException {
    BufferedImage image =
        Pictures.as(BufferedImage.TYPE_BYTE_INDEXED, Pictures.photograph(9, 9, 1));
    assertCorrupt(Pictures.encoded("bmp", image), "less than 24 bits per pixel", "save it as PNG");
  }

  @Test
  void whatIsNoFileIsNamed() throws IOException {
    Path nothing = folder.resolve("nothing.jpg");
    assertEquals(nothing + ": no such file or folder", complaint(nothing));
    Path directory = Files.createDirectory(folder.resolve("folder.jpg"));
    assertEquals(directory + ": it is a folder", complaint(directory));
    Path loop = folder.resolve("loop.jpg");
    Files.createSymbolicLink(loop, loop);
    assertTrue(complaint(loop).startsWith(loop + ": "), complaint(loop));
  }

  @Test
  void namedPipeIsNotWaitedFor() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe.jpg");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
    assertEquals(pipe + ": it is no regular file", complaint(pipe));
  }

  @Test
  void unreadableFileIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("closed.jpg"));
    assumeTrue(file.toFile().setReadable(false));
    assumeFalse(Files.isReadable(file), "the superuser may read everything");
    assertEquals(file + ": access is denied", complaint(file));
  }

  @Test
  void hugeFileIsNotRead() throws IOException {
    Path file = folder.resolve("huge.jpg");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    assertEquals(
        file + ": 1,073,741,824 bytes, more than the 268,435,456 accepted", complaint(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp"})
  void damagedFilesAreReadOrFoundCorruptAndNothingElse(String format) throws IOException {
    byte[] file = Pictures.encoded(format, Pictures.photograph(20, 15, 2));
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      byte[] damaged = file.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(random.nextBoolean() ? 40 : file.length)] = (byte) random.nextInt();
      }
      try {
        read(Pictures.write(folder.resolve("damaged"), damaged));
      } catch (CorruptImageException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
  }

  private void assertCorrupt(byte[] content, String... words) throws IOException {
    Path file = Pictures.write(folder.resolve("image"), content);
    String complaint = complaint(file);
    assertTrue(complaint.startsWith(file + ": "), complaint);
    for (String word : words) {
      assertTrue(complaint.contains(word), complaint);
    }
  }

  private static String complaint(Path file) {
    return assertThrows(CorruptImageException.class, () -> read(file)).getMessage();
  }

  private static void read(Path file) {
    DECODER.read(file, CentreCrop.customary(32), new byte[32 * 32 * 3], 0);
  }
}
