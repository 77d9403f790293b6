package org.smoothadv.internal.results.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.smoothadv.internal.results.source.Reach;

/** The pictures that a page may hold: whole PNG files of a moderate size, and nothing else. */
final class Pictures {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int MOST_BYTES = 2 << 20;
  private static final int MOST_PIXELS_A_SIDE = 4096;

  /** Length, type and CRC. */
  private static final int CHUNK_FRAME = 12;

  private static final int HEADER_BYTES = 13;

  private final Reach reach;
  private final List<Path> leftOut = new ArrayList<>();

  Pictures(Reach reach) {
    this.reach = reach;
  }

  /** A picture's file; empty where the page must not hold it. */
  Optional<byte[]> read(Path file) throws IOException {
    if (!reach.hasFile(file)) {
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file.toRealPath())) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length <= MOST_BYTES && isPng(ByteBuffer.wrap(bytes))) {
      return Optional.of(bytes);
    }
    leftOut.add(file);
    return Optional.empty();
  }

  /** That there are others; one notice, or none. */
  List<String> notices() {
    if (leftOut.isEmpty()) {
      return List.of();
    }
    int others = leftOut.size() - 1;
    return List.of(
        "%s is no PNG picture of at most %d x %d pixels and %d MB; it%s left out"
            .formatted(
                leftOut.get(0),
                MOST_PIXELS_A_SIDE,
                MOST_PIXELS_A_SIDE,
                MOST_BYTES >> 20,
                others == 0 ? " is" : " and %d more are".formatted(others)));
  }

  /**
   * The signature, a header, and chunks with the right checksums up to the end of the file, which
   * is that of the last chunk: nothing can be hidden behind it.
   *
   * @see <a href="https://www.w3.org/TR/png-3/">PNG</a>
   */
  private static boolean isPng(ByteBuffer file) {
    if (file.remaining() < Long.BYTES || file.getLong() != SIGNATURE) {
      return false;
    }
    String type = "";
    for (boolean first = true; file.hasRemaining(); first = false) {
      Optional<String> next = type.equals("IEND") ? Optional.empty() : wholeChunk(file, first);
      if (next.isEmpty()) {
        return false;
      }
      type = next.get();
    }
    return type.equals("IEND");
  }

  /** The type of the next chunk, which is passed over; empty where it is not whole. */
  private static Optional<String> wholeChunk(ByteBuffer file, boolean first) {
    long length = file.remaining() < CHUNK_FRAME ? -1 : Integer.toUnsignedLong(file.getInt());
    if (length < 0 || length > file.remaining() - (CHUNK_FRAME - Integer.BYTES)) {
      return Optional.empty();
    }
    int begin = file.position();
    byte[] content = new byte[Integer.BYTES + (int) length];
    file.get(content);
    CRC32 crc = new CRC32();
    crc.update(content);
    String type = new String(content, 0, Integer.BYTES, StandardCharsets.ISO_8859_1);
    boolean fits = type.equals("IHDR") == first && (!first || isModerate(file, begin, length));
    return fits && file.getInt() == (int) crc.getValue() ? Optional.of(type) : Optional.empty();
  }

  private static boolean isModerate(ByteBuffer file, int begin, long length) {
    int width = file.getInt(begin + Integer.BYTES);
    int height = length == HEADER_BYTES ? file.getInt(begin + 2 * Integer.BYTES) : 0;
    return width > 0 && width <= MOST_PIXELS_A_SIDE && height > 0 && height <= MOST_PIXELS_A_SIDE;
  }
}
