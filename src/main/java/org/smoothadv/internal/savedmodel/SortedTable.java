package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A table of keys and values in LevelDB's format, which TensorFlow's index files have: blocks of
 * entries, and a block that says where those are.
 */
final class SortedTable {
  private static final int FOOTER_BYTES = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  /** Behind each block: how it is compressed, and its checksum. */
  private static final int TRAILER_BYTES = 5;

  /** Names of variables have some hundred characters; a key is stored as what is new in it. */
  private static final int MAX_KEY_BYTES = 4096;

  private final ByteBuffer file;
  private final Set<String> wanted;
  private final Map<String, ByteString> found = new HashMap<>();

  private SortedTable(ByteBuffer file, Set<String> wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /**
   * Reads entries.
   *
   * @param file the whole file
   * @param wanted their keys
   * @return those of them that there are
   * @throws IllegalArgumentException if the file is damaged
   */
  static Map<String, ByteString> read(ByteBuffer file, Set<String> wanted) {
    SortedTable table = new SortedTable(file.duplicate().order(ByteOrder.LITTLE_ENDIAN), wanted);
    table.read();
    return table.found;
  }

  private interface Entry {
    void take(byte[] key, int keyLength, ByteBuffer value);
  }

  private void read() {
    int footer = file.limit() - FOOTER_BYTES;
    require(footer >= 0 && file.getLong(file.limit() - Long.BYTES) == MAGIC, "its end is missing");
    ByteBuffer handles = file.slice(footer, FOOTER_BYTES);
    varint(handles);
    varint(handles);
    // The blocks follow each other, so that no block is read twice.
    long[] end = {0};
    entries(
        block(handles),
        (key, length, value) -> {
          long start = varint(value.duplicate());
          require(start >= end[0], "its blocks overlap");
          ByteBuffer block = block(value);
          end[0] = start + block.limit();
          entries(block, this::keep);
        });
  }

  private void keep(byte[] key, int length, ByteBuffer value) {
    String name = new String(key, 0, length, StandardCharsets.UTF_8);
    if (wanted.contains(name)) {
      found.put(name, ByteString.copyFrom(value));
    }
  }

  private ByteBuffer block(ByteBuffer handle) {
    long offset = varint(handle);
    long length = varint(handle);
    require(
        offset >= 0
            && length >= Integer.BYTES
            && length <= file.limit()
            && offset <= file.limit() - length - TRAILER_BYTES,
        "a block lies outside of it");
    ByteBuffer whole = file.slice((int) offset, (int) length + TRAILER_BYTES);
    whole.order(ByteOrder.LITTLE_ENDIAN);
    int compression = whole.get((int) length);
    require(compression == 0, "it is compressed, which checkpoints of TensorFlow are not");
    require(
        masked(whole.slice(0, (int) length + 1)) == whole.getInt((int) length + 1),
        "a checksum differs");
    return whole.slice(0, (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void entries(ByteBuffer block, Entry entry) {
    int restarts = block.getInt(block.limit() - Integer.BYTES);
    long end = block.limit() - Integer.BYTES * (1L + restarts);
    require(restarts >= 0 && end >= 0, "a block is damaged");
    ByteBuffer entries = block.slice(0, (int) end);
    byte[] key = new byte[MAX_KEY_BYTES];
    int keyLength = 0;
    while (entries.hasRemaining()) {
      long shared = varint(entries);
      long added = varint(entries);
      long valueLength = varint(entries);
      require(
          shared >= 0
              && shared <= keyLength
              && added >= 0
              && added <= Math.min(entries.remaining(), MAX_KEY_BYTES - shared)
              && valueLength >= 0
              && valueLength <= entries.remaining() - added,
          "an entry is damaged");
      entries.get(key, (int) shared, (int) added);
      keyLength = (int) (shared + added);
      entry.take(key, keyLength, entries.slice(entries.position(), (int) valueLength));
      entries.position(entries.position() + (int) valueLength);
    }
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      require(bytes.hasRemaining(), "it ends within a number");
      byte next = bytes.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number has no end");
  }

  /** The CRC-32C of the bytes, as TensorFlow stores it. */
  static int masked(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate());
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
