package org.smoothadv.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes of which parts are looked at without reading the rest. */
public interface ByteSource {
  /** The number of bytes. */
  long size();

  /**
   * Returns a part, read-only and little-endian, from position 0 to its limit.
   *
   * @throws IndexOutOfBoundsException if it does not lie within the source
   * @throws IOException if reading fails
   */
  ByteBuffer slice(long offset, int length) throws IOException;

  /** A source of these bytes, which the caller must not change any more. */
  static ByteSource of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** A source of the bytes of a buffer, from position 0 to its limit, which must not change. */
  static ByteSource of(ByteBuffer bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.limit();
      }

      @Override
      public ByteBuffer slice(long offset, int length) {
        return bytes
            .slice(Math.toIntExact(offset), length)
            .asReadOnlyBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
      }
    };
  }
}
