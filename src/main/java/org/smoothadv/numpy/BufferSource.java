package org.smoothadv.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.smoothadv.pickle.ByteSource;

/** The bytes of a buffer, from position 0 to its limit. */
record BufferSource(ByteBuffer bytes) implements ByteSource {
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
}
