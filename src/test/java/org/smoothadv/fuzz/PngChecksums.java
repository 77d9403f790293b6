package org.smoothadv.fuzz;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Puts the right checksum behind every chunk of a PNG file, as far as there are any. */
final class PngChecksums {
  private static final int SIGNATURE = 8;
  private static final int AROUND_DATA = 12;

  private PngChecksums() {}

  static byte[] corrected(byte[] png) {
    ByteBuffer file = ByteBuffer.wrap(png.clone());
    int chunk = SIGNATURE;
    while (chunk <= png.length - AROUND_DATA) {
      int length = file.getInt(chunk);
      if (length < 0 || length > png.length - chunk - AROUND_DATA) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(png, chunk + Integer.BYTES, length + Integer.BYTES);
      file.putInt(chunk + 2 * Integer.BYTES + length, (int) checksum.getValue());
      chunk += AROUND_DATA + length;
    }
    return file.array();
  }
}
