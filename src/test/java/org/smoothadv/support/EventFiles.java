package org.smoothadv.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/** Reads TensorBoard's event files. */
public final class EventFiles {
  private EventFiles() {}

  /** What the files of a folder hold, one after the other. */
  public static List<Event> all(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Path file : in(folder)) {
      events.addAll(read(file));
    }
    return events;
  }

  /** The event files of a folder in the order of their names, which is that of time. */
  public static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().contains("tfevents"))
          .sorted()
          .toList();
    }
  }

  /** Undoes the framing of a file, checking both checksums of every record. */
  public static List<Event> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int begin = bytes.position();
      int length = (int) bytes.getLong();
      assertEquals(maskedCrc(bytes.slice(begin, 8)), Integer.toUnsignedLong(bytes.getInt()));
      ByteBuffer message = bytes.slice(begin + 12, length);
      bytes.position(begin + 12 + length);
      assertEquals(maskedCrc(message.duplicate()), Integer.toUnsignedLong(bytes.getInt()));
      events.add(Event.parseFrom(message));
    }
    return events;
  }

  /** As the format's description has it: ((crc >> 15) | (crc << 17)) + 0xa282ead8, 32 bits. */
  private static long maskedCrc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    long value = crc.getValue();
    return (((value >> 15) | (value << 17)) + 0xa282ead8L) & 0xffffffffL;
  }
}
