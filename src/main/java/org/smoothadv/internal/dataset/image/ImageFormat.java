package org.smoothadv.internal.dataset.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  /**
   * Returns height x width of a PNG file: its IHDR chunk, which comes first.
   *
   * @throws CorruptImageException if the file is cut short or has no pixels
   */
  static long pixelsOfPng(Path file, byte[] content) {
    requireLength(file, content, 24);
    ByteBuffer header = ByteBuffer.wrap(content);
    return product(file, header.getInt(20), header.getInt(16));
  }

  /**
   * Returns height x width of a BMP file.
   *
   * @throws CorruptImageException if the file is cut short, has no pixels, or keeps its colours in
   *     a table, which TensorFlow does not look at
   */
  static long pixelsOfBmp(Path file, byte[] content) {
    requireLength(file, content, 30);
    ByteBuffer header = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getShort(28) < 24) {
      throw new CorruptImageException(
          file, "BMP of less than 24 bits per pixel is not supported: save it as PNG");
    }
    // A negative height says that the rows begin at the top.
    return product(file, Math.abs(header.getInt(22)), header.getInt(18));
  }

  /**
   * Returns height x width, summed over the frames of a GIF file, for the decoder unpacks them all.
   *
   * @throws CorruptImageException if the file is cut short
   */
  static long pixelsOfGif(Path file, byte[] content) {
    ByteBuffer blocks = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return gifPixels(blocks);
    } catch (BufferUnderflowException e) {
      throw new CorruptImageException(file, "cut short", e);
    }
  }

  /** A screen with its colours, then blocks: frames, extensions, and ';' at the end. */
  private static long gifPixels(ByteBuffer blocks) {
    skip(blocks, 10);
    skip(blocks, 2 + colourBytes(blocks.get()));
    long pixels = 0;
    for (int block = blocks.get(); block != ';'; block = blocks.get()) {
      if (block == ',') {
        skip(blocks, 4);
        pixels += (long) (blocks.getShort() & 0xffff) * (blocks.getShort() & 0xffff);
        skip(blocks, colourBytes(blocks.get()));
      }
      skip(blocks, 1); // the size of a frame's codes, or the kind of an extension
      for (int size = blocks.get() & 0xff; size > 0; size = blocks.get() & 0xff) {
        skip(blocks, size);
      }
    }
    return pixels;
  }

  private static int colourBytes(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static void skip(ByteBuffer blocks, int bytes) {
    if (blocks.remaining() < bytes) {
      throw new BufferUnderflowException();
    }
    blocks.position(blocks.position() + bytes);
  }

  private static void requireLength(Path file, byte[] content, int length) {
    if (content.length < length) {
      throw new CorruptImageException(file, "cut short");
    }
  }

  private static long product(Path file, int height, int width) {
    if (height < 1 || width < 1) {
      throw new CorruptImageException(file, "it claims " + height + " x " + width + " pixels");
    }
    return (long) height * width;
  }
}
