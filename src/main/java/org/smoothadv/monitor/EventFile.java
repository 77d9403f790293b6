package org.smoothadv.monitor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/**
 * An event file of TensorBoard: a sequence of {@link Event} messages in TFRecord framing, that is,
 * an 8-byte little-endian length, the masked CRC-32C of these 8 bytes, the message, and the masked
 * CRC-32C of the message. A record is handed to the system whole, so that a crash loses at most the
 * last one, which readers skip.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a>
 */
final class EventFile implements AutoCloseable {
  private static final int MASK_DELTA = 0xa282ead8;

  private final FileChannel channel;

  private EventFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Creates a file beside those that are there; file names sort by age. */
  static EventFile create(Path folder) throws IOException {
    Files.createDirectories(folder);
    long seconds = System.currentTimeMillis() / 1000;
    for (int number = 0; ; number++) {
      Path file = folder.resolve("events.out.tfevents.%d.%03d".formatted(seconds, number));
      try {
        return new EventFile(
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      } catch (FileAlreadyExistsException e) {
        // Another run of the same second has it.
      }
    }
  }

  void write(Event event) throws IOException {
    byte[] message = event.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + message.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(message.length);
    record.putInt(maskedCrc(record.duplicate().flip()));
    record.put(message);
    record.putInt(maskedCrc(ByteBuffer.wrap(message)));
    record.flip();
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  /** A CRC of data that holds CRCs is weak; the mask keeps them apart. */
  private static int maskedCrc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
