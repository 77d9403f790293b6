package org.smoothadv.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.files.ForeignFile;

/** Reads a safetensors file, and says of a file that it refuses what is wrong with it. */
final class SafeTensorsReader {
  /** Far above any real header, low enough to parse without fear. */
  private static final long MAX_HEADER_BYTES = 10_000_000;

  private static final String INCOMPLETE =
      "an incomplete copy or download: fetch it again or use another checkpoint";

  private final Path file;

  SafeTensorsReader(Path file) {
    this.file = file;
  }

  NamedTensors read() throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      byte[] headerBytes = readHeader(bytes);
      SafeTensorsHeader header = parse(headerBytes, bytes.size());
      SafeTensors.Checksum checksum = new SafeTensors.Checksum(headerBytes);
      Map<String, FloatTensor> tensors =
          readTensors(bytes, Long.BYTES + headerBytes.length, header, checksum);
      String expected = header.metadata().get(SafeTensors.Checksum.KEY);
      if (expected != null && !expected.equals(checksum.digits())) {
        throw invalid(
            "damaged: its SHA-256 differs from the one it was written with; use another copy",
            null);
      }
      return new NamedTensors(tensors, metadata(header));
    }
  }

  Map<String, String> readMetadata() throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return metadata(parse(readHeader(bytes), bytes.size()));
    }
  }

  private static Map<String, String> metadata(SafeTensorsHeader header) {
    Map<String, String> metadata = new LinkedHashMap<>(header.metadata());
    metadata.remove(SafeTensors.Checksum.KEY);
    return metadata;
  }

  /** Whether the file begins as a safetensors file does. */
  boolean hasHeader() throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileBytes bytes = FileBytes.open(file)) {
      return hasHeader(bytes);
    }
  }

  private static boolean hasHeader(FileBytes bytes) throws IOException {
    return bytes.size() > Long.BYTES
        && isPlausible(headerLength(bytes))
        && bytes.slice(Long.BYTES, 1).get(0) == '{';
  }

  private static long headerLength(FileBytes bytes) throws IOException {
    return bytes.slice(0, Long.BYTES).getLong();
  }

  private static boolean isPlausible(long headerLength) {
    return headerLength >= 2 && headerLength <= MAX_HEADER_BYTES;
  }

  private byte[] readHeader(FileBytes bytes) throws IOException {
    if (bytes.size() == 0) {
      throw invalid("empty, so cut short: " + INCOMPLETE, null);
    }
    if (bytes.size() < Long.BYTES) {
      throw invalid(
          "cut short: %d bytes are no header; %s".formatted(bytes.size(), INCOMPLETE), null);
    }
    long length = headerLength(bytes);
    Optional<String> foreign = hasHeader(bytes) ? Optional.empty() : foreign(bytes);
    if (foreign.isPresent() || !isPlausible(length)) {
      throw invalid(
          "not a safetensors file"
              + foreign.orElse(
                  ": a header of %s bytes is announced (at most %d are read)"
                      .formatted(Long.toUnsignedString(length), MAX_HEADER_BYTES)),
          null);
    }
    if (bytes.size() - Long.BYTES < length) {
      throw invalid(
          "cut short: %d bytes of header expected, %d found; %s"
              .formatted(length, bytes.size() - Long.BYTES, INCOMPLETE),
          null);
    }
    byte[] header = new byte[(int) length];
    bytes.slice(Long.BYTES, header.length).get(header);
    return header;
  }

  private static Optional<String> foreign(FileBytes bytes) throws IOException {
    int length = (int) Math.min(ForeignFile.START_BYTES, bytes.size());
    return ForeignFile.describe(bytes.slice(0, length)).map(kind -> ", but " + kind);
  }

  private SafeTensorsHeader parse(byte[] json, long size) {
    SafeTensorsHeader header;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      header = SafeTensorsHeader.parse(text);
    } catch (CharacterCodingException e) {
      throw invalid("damaged, or not a safetensors file: its header is not UTF-8 text", e);
    } catch (IllegalArgumentException e) {
      throw invalid("damaged, or not a file for this program: " + e.getMessage(), e);
    }
    requireDataLength(size - Long.BYTES - json.length, header.dataLength());
    return header;
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
      FileBytes bytes, long start, SafeTensorsHeader header, SafeTensors.Checksum checksum)
      throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (SafeTensorsHeader.Entry entry : header.entries()) {
      int size = entry.type().bytes();
      float[] values = new float[(int) ((entry.end() - entry.begin()) / size)];
      for (int done = 0; done < values.length; ) {
        int count = Math.min(values.length - done, FileBytes.MAX_READ / size);
        ByteBuffer chunk = bytes.slice(start + entry.begin() + (long) done * size, count * size);
        checksum.update(chunk.duplicate());
        for (int i = 0; i < count && !entry.isCounter(); i++) {
          values[done + i] = entry.type().read(chunk, i * size);
        }
        done += count;
      }
      if (!entry.isCounter()) {
        tensors.put(entry.name(), FloatTensor.owning(values, entry.shape()));
      }
    }
    return tensors;
  }

  private InvalidInputException invalid(String problem, Throwable cause) {
    return new InvalidInputException(file + ": " + problem, cause);
  }
}
