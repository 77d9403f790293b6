package org.smoothadv.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lays named tensors out as a safetensors file. */
final class SafeTensorsWriter {
  /** The header is padded to a multiple of this, so that the data is aligned. */
  private static final int ALIGNMENT = 8;

  private static final int CHUNK_BYTES = 1 << 20;

  private final NamedTensors content;
  private final byte[] header;

  /**
   * Prepares the header.
   *
   * @throws IllegalArgumentException if a name is one that the file needs itself
   */
  SafeTensorsWriter(NamedTensors content) {
    refuseIfPresent(content.tensors(), SafeTensorsHeader.METADATA);
    refuseIfPresent(content.metadata(), SafeTensorsChecksum.KEY);
    this.content = content;
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(SafeTensorsChecksum.KEY, SafeTensorsChecksum.ZEROS);
    metadata.putAll(content.metadata());
    byte[] json =
        SafeTensorsHeader.of(content.tensors(), metadata).toJson().getBytes(StandardCharsets.UTF_8);
    header = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(header, json.length, header.length, (byte) ' ');
  }

  private static void refuseIfPresent(Map<String, ?> names, String reserved) {
    if (names.containsKey(reserved)) {
      throw new IllegalArgumentException("the name '" + reserved + "' is reserved");
    }
  }

  /** Writes everything, and at last the checksum into its place in the header. */
  void writeTo(FileChannel channel) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(channel, length.putLong(header.length).flip());
    writeFully(channel, ByteBuffer.wrap(header));
    SafeTensorsChecksum checksum = new SafeTensorsChecksum(header);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (FloatTensor tensor : content.tensors().values()) {
      FloatBuffer values = tensor.values();
      while (values.hasRemaining()) {
        int count = Math.min(values.remaining(), CHUNK_BYTES / Float.BYTES);
        chunk.clear().limit(count * Float.BYTES);
        chunk.asFloatBuffer().put(values.slice(values.position(), count));
        values.position(values.position() + count);
        checksum.update(chunk.duplicate());
        writeFully(channel, chunk);
      }
    }
    channel.position(Long.BYTES + SafeTensorsChecksum.positionInHeader(header));
    writeFully(channel, StandardCharsets.US_ASCII.encode(checksum.digits()));
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
