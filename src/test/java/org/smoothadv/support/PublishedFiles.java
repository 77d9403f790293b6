package org.smoothadv.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files in the formats in which datasets are published. */
public final class PublishedFiles {
  private PublishedFiles() {}

  /** An idx file of bytes. */
  public static byte[] idx(byte[] content, int... dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + content.length);
    bytes.putInt(0x800 | dimensions.length);
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
    }
    return bytes.put(content).array();
  }

  /** The file, compressed. */
  public static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  /** A compressed archive of files by name. */
  public static byte[] tarGz(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  /**
   * A MATLAB file of SVHN.
   *
   * @param images MATLAB's uint8 [32, 32, 3, N], the first dimension varying fastest
   */
  public static byte[] svhn(byte[] images, byte... labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] header = new byte[128];
    System.arraycopy("MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII), 0, header, 0, 19);
    header[125] = 1;
    header[126] = 'I';
    header[127] = 'M';
    out.writeBytes(header);
    out.writeBytes(compressed(matrix("X", images, 32, 32, 3, labels.length)));
    out.writeBytes(compressed(matrix("y", labels, labels.length, 1)));
    return out.toByteArray();
  }

  private static byte[] matrix(String name, byte[] content, int... dimensions) {
    byte[] sizes = new byte[4 * dimensions.length];
    for (int i = 0; i < dimensions.length; i++) {
      sizes[4 * i] = (byte) dimensions[i];
    }
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    parts.writeBytes(
        element(6, (byte) 9, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
    parts.writeBytes(element(5, sizes));
    // A short name is stored in its tag.
    parts.writeBytes(new byte[] {1, 0, 1, 0, (byte) name.charAt(0), 0, 0, 0});
    parts.writeBytes(element(2, content));
    return element(14, parts.toByteArray());
  }

  private static byte[] element(int type, byte... content) {
    byte[] element = new byte[8 + (content.length + 7) / 8 * 8];
    little(element).putInt(type).putInt(content.length).put(content);
    return element;
  }

  private static byte[] compressed(byte... element) {
    Deflater deflater = new Deflater();
    deflater.setInput(element);
    deflater.finish();
    byte[] buffer = new byte[element.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    byte[] compressed = new byte[8 + length];
    little(compressed).putInt(15).putInt(length).put(buffer, 0, length);
    return compressed;
  }

  private static ByteBuffer little(byte... bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
