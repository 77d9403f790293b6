package org.smoothadv.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.ForeignFile;
import org.smoothadv.input.InvalidInputException;

/** Reads a safetensors file, and says of a file that it refuses what is wrong with it. */
final class SafeTensorsReader {
  /** Far above any real header, low enough to parse without fear. */
  private static final long MAX_HEADER_BYTES = 10_000_000;

  private static final int CHUNK_BYTES = 1 << 20;

  private static final String INCOMPLETE =
      "an incomplete copy or download: fetch it again or use another checkpoint";

  private final Path file;

  SafeTensorsReader(Path file) {
    this.file = file;
  }

  NamedTensors read() throws IOException {
    requireFile();
    try (FileChannel channel = FileChannel.open(file)) {
      byte[] headerBytes = readHeader(channel);
      SafeTensorsHeader header = parse(headerBytes);
      requireDataLength(channel.size() - channel.position(), header.dataLength());
      SafeTensors.Checksum checksum = new SafeTensors.Checksum(headerBytes);
      Map<String, FloatTensor> tensors = readTensors(channel, header, checksum);
      Map<String, String> metadata = new LinkedHashMap<>(header.metadata());
      String expected = metadata.remove(SafeTensors.Checksum.KEY);
      if (expected != null && !expected.equals(checksum.digits())) {
        throw invalid(
            "damaged: its SHA-256 differs from the one it was written with; use another copy",
            null);
      }
      return new NamedTensors(tensors, metadata);
    } catch (EOFException e) {
      throw invalid("became shorter while it was read; " + INCOMPLETE, e);
    }
  }

  Map<String, String> readMetadata() throws IOException {
    requireFile();
    try (FileChannel channel = FileChannel.open(file)) {
      SafeTensorsHeader header = parse(readHeader(channel));
      requireDataLength(channel.size() - channel.position(), header.dataLength());
      Map<String, String> metadata = new LinkedHashMap<>(header.metadata());
      metadata.remove(SafeTensors.Checksum.KEY);
      return metadata;
    } catch (EOFException e) {
      throw invalid("became shorter while it was read; " + INCOMPLETE, e);
    }
  }

  private void requireFile() {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          file + (Files.exists(file) ? ": not a file" : ": no such file"));
    }
  }

  private byte[] readHeader(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      throw invalid("empty, so cut short: " + INCOMPLETE, null);
    }
    if (size < Long.BYTES) {
      throw invalid("cut short: %d bytes are no header; %s".formatted(size, INCOMPLETE), null);
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, length);
    long headerLength = length.flip().getLong();
    if (headerLength < 2 || headerLength > MAX_HEADER_BYTES) {
      throw invalid(
          "not a safetensors file"
              + foreign(channel)
                  .orElse(
                      ": a header of %s bytes is announced (at most %d are read)"
                          .formatted(Long.toUnsignedString(headerLength), MAX_HEADER_BYTES)),
          null);
    }
    Optional<String> foreign = hasHeader() ? Optional.empty() : foreign(channel);
    channel.position(Long.BYTES);
    if (foreign.isPresent()) {
      throw invalid("not a safetensors file" + foreign.get(), null);
    }
    if (size - Long.BYTES < headerLength) {
      throw invalid(
          "cut short: %d bytes of header expected, %d found; %s"
              .formatted(headerLength, size - Long.BYTES, INCOMPLETE),
          null);
    }
    ByteBuffer header = ByteBuffer.allocate((int) headerLength);
    readFully(channel, header);
    return header.array();
  }

  private static Optional<String> foreign(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(ForeignFile.START_BYTES, channel.size()));
    channel.position(0);
    readFully(channel, start);
    return ForeignFile.describe(start.flip()).map(kind -> ", but " + kind);
  }

  /** Whether the file begins as a safetensors file does. */
  boolean hasHeader() throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer start = ByteBuffer.allocate(Long.BYTES + 1).order(ByteOrder.LITTLE_ENDIAN);
      if (channel.size() < start.capacity()) {
        return false;
      }
      readFully(channel, start);
      long length = start.getLong(0);
      return length >= 2 && length <= MAX_HEADER_BYTES && start.get(Long.BYTES) == '{';
    }
  }

  private SafeTensorsHeader parse(byte[] header) {
    try {
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      return SafeTensorsHeader.parse(json);
    } catch (CharacterCodingException e) {
      throw invalid("damaged, or not a safetensors file: its header is not UTF-8 text", e);
    } catch (IllegalArgumentException e) {
      throw invalid("damaged, or not a file for this program: " + e.getMessage(), e);
    }
  }

  private void requireDataLength(long actual, long expected) {
    if (actual < expected) {
      throw invalid(
          "cut short: %d bytes of data expected, %d found; %s"
              .formatted(expected, actual, INCOMPLETE),
          null);
    }
    if (actual > expected) {
      throw invalid(
          "damaged: %d bytes of data expected, %d found".formatted(expected, actual), null);
    }
  }

  private static Map<String, FloatTensor> readTensors(
      FileChannel channel, SafeTensorsHeader header, SafeTensors.Checksum checksum)
      throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (SafeTensorsHeader.Entry entry : header.entries()) {
      int bytes = entry.type().bytes();
      float[] values = new float[(int) ((entry.end() - entry.begin()) / bytes)];
      for (int done = 0; done < values.length; ) {
        int count = Math.min(values.length - done, CHUNK_BYTES / bytes);
        chunk.clear().limit(count * bytes);
        readFully(channel, chunk);
        checksum.update(chunk.flip());
        for (int i = 0; i < count && !entry.isCounter(); i++) {
          values[done + i] = entry.type().read(chunk, i * bytes);
        }
        done += count;
      }
      if (!entry.isCounter()) {
        tensors.put(entry.name(), FloatTensor.owning(values, entry.shape()));
      }
    }
    return tensors;
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
  }

  private InvalidInputException invalid(String problem, Throwable cause) {
    return new InvalidInputException(file + ": " + problem, cause);
  }
}
