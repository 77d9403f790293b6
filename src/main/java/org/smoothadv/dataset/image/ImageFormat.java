package org.smoothadv.dataset.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The formats that are decoded, known by the first bytes of a file and not by its name. */
enum ImageFormat {
  /** At least a bit for a block of 8 x 8, and as much again to spare. */
  JPEG("\u00ff\u00d8\u00ff", 2 * Byte.SIZE * 8 * 8),
  /** A bit for a pixel, and deflate makes at most 1032 bytes of one (zlib's documentation). */
  PNG("\u0089PNG\r\n\u001a\n", Byte.SIZE * 1032),
  /** Codes of 12 bits, which stand for up to 4096 pixels. */
  GIF("GIF8", 4096),
  BMP("BM", 1);

  private final String signature;
  private final int mostPixelsOfAByte;

  ImageFormat(String signature, int mostPixelsOfAByte) {
    this.signature = signature;
    this.mostPixelsOfAByte = mostPixelsOfAByte;
  }

  /** How many pixels a file of this length can hold. */
  long mostPixels(int bytes) {
    return (long) mostPixelsOfAByte * bytes;
  }

  /** Returns the format of a file's content, if it is one of these. */
  static Optional<ImageFormat> of(byte[] content) {
    String begin = new String(content, 0, Math.min(8, content.length), StandardCharsets.ISO_8859_1);
    return Arrays.stream(values()).filter(format -> begin.startsWith(format.signature)).findFirst();
  }
}
