package org.smoothadv.internal.monitor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.files.Temporary;
import org.tensorflow.proto.Event;

/**
 * An event file of TensorBoard: a sequence of {@link Event} messages in TFRecord framing, that is,
 * an 8-byte little-endian length, the masked CRC-32C of these 8 bytes, the message, and the masked
 * CRC-32C of the message. A record is handed to the system whole, so that a crash loses at most the
 * last one, which readers skip. Safe for use by several threads.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a>
 */
final class EventFile implements AutoCloseable {
  private static final int MASK_DELTA = 0xa282ead8;
  private static final String FILE_VERSION = "brain.Event:2";
  private static final String PREFIX = "events.out.tfevents.";

  /** What reads the messages of a file. */
  @FunctionalInterface
  interface Reader {
    void accept(Event event) throws IOException;
  }

  private final Path folder;
  private final Temporary unpublished;
  private final FileChannel channel;
  private String name = "";

  private EventFile(Path folder, Temporary unpublished, FileChannel channel) {
    this.folder = folder;
    this.unpublished = unpublished;
    this.channel = channel;
  }

  /** Begins a file that TensorBoard does not find before {@link #publish}. */
  static EventFile create(Path folder) throws IOException {
    Files.createDirectories(folder);
    Temporary unpublished = Temporary.in(folder);
    try {
      EventFile file = new EventFile(folder, unpublished, unpublished.createFile());
      try {
        file.write(Event.newBuilder().setFileVersion(FILE_VERSION));
        return file;
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      unpublished.close();
      throw e;
    }
  }

  /**
   * Puts the file, which may be written further, beside those that are there; names sort by age.
   *
   * @param kind the end of the file's name; empty, or a point and a name
   */
  void publish(String kind) throws IOException {
    long seconds = System.currentTimeMillis() / 1000;
    for (int number = 0; ; number++) {
      try {
        name = "%s%d.%03d%s".formatted(PREFIX, seconds, number, kind);
        Files.move(unpublished.path(), folder.resolve(name));
        unpublished.close();
        return;
      } catch (FileAlreadyExistsException e) {
        // Another file of the same second has it.
      }
    }
  }

  /**
   * The files of a kind that {@link #publish} named in a folder, oldest first; none where there is
   * no such folder.
   */
  static List<Path> in(Path folder, String kind) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    Pattern name = Pattern.compile(Pattern.quote(PREFIX) + "\\d+\\.\\d+" + Pattern.quote(kind));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> name.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /** Reads the messages of a file up to its end, or to the first that is not whole. */
  static void read(Path path, Reader reader) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (channel.position() < channel.size()) {
        ByteBuffer header = filled(channel, Long.BYTES);
        ByteBuffer headerCrc = filled(channel, Integer.BYTES);
        if (headerCrc.hasRemaining() && headerCrc.getInt() == maskedCrc(header.duplicate())) {
          ByteBuffer message = filled(channel, header.getLong());
          ByteBuffer crc = filled(channel, Integer.BYTES);
          if (crc.hasRemaining() && crc.getInt() == maskedCrc(message.duplicate())) {
            reader.accept(Event.parseFrom(message));
            continue;
          }
        }
        return;
      }
    }
  }

  /** Empty where the file has not so many bytes left. */
  private static ByteBuffer filled(FileChannel channel, long bytes) throws IOException {
    long left = Math.min(channel.size() - channel.position(), Integer.MAX_VALUE - 8);
    boolean whole = bytes >= 0 && bytes <= left;
    ByteBuffer buffer = ByteBuffer.allocate(whole ? Math.toIntExact(bytes) : 0);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Reads on.
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Appends a message, stamped with the time where it has none. */
  void write(Event.Builder event) throws IOException {
    if (event.getWallTime() == 0) {
      event.setWallTime(secondsSinceEpoch());
    }
    byte[] message = event.build().toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + message.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(message.length);
    record.putInt(maskedCrc(record.duplicate().flip()));
    record.put(message);
    record.putInt(maskedCrc(ByteBuffer.wrap(message)));
    record.flip();
    synchronized (channel) {
      long end = channel.position();
      try {
        while (record.hasRemaining()) {
          channel.write(record);
        }
      } catch (IOException e) {
        channel.truncate(end); // A record is whole or not there.
        throw new IOException(folder.resolve(name) + ": " + IoFailure.reason(e), e);
      }
    }
  }

  static double secondsSinceEpoch() {
    return System.currentTimeMillis() / 1000.0;
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
    unpublished.close();
  }
}
