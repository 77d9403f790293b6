package org.smoothadv.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.files.AtomicFile;

/**
 * Files in the safetensors format: an 8-byte little-endian header length, a JSON header with each
 * tensor's type, shape and place, then the raw little-endian values. Other programs, among them the
 * Python package {@code safetensors}, read and write it too.
 *
 * <p>Tensors are written as F32: weights and momentum buffers need no other, and counters are
 * metadata. Of files that others wrote F64, F16 and BF16 are read too, rounded to float32, and
 * tensors of one whole number are passed over. Files written here carry a SHA-256 of everything in
 * them, which reading verifies; files without one are accepted as they are.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">Format</a>
 */
public final class SafeTensors {
  private SafeTensors() {}

  /**
   * Creates or replaces a file, as a whole: a crash leaves the old file or the new one.
   *
   * @throws IllegalArgumentException if a tensor is named {@code __metadata__}, or a metadata key
   *     is {@code smoothadv.sha256}: the file needs these itself
   * @throws IOException if the file cannot be written; a file that was there before is unchanged
   */
  public static void write(Path file, NamedTensors content) throws IOException {
    AtomicFile.write(file, new Writer(content)::writeTo);
  }

  /**
   * Reads a file; tensors come in the order of their data.
   *
   * @throws org.smoothadv.input.InvalidInputException if there is no such file, or it is cut short,
   *     damaged, not of this format, or holds tensors that are neither weights nor counters
   * @throws IOException if a good file cannot be read
   */
  public static NamedTensors read(Path file) throws IOException {
    return new SafeTensorsReader(file).read();
  }

  /**
   * Whether a file is of this format, by its beginning.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isFile(Path file) throws IOException {
    return new SafeTensorsReader(file).hasHeader();
  }

  /**
   * Reads a file's metadata alone. Whether its tensors are undamaged is not looked at.
   *
   * @throws org.smoothadv.input.InvalidInputException if there is no such file, or it is cut short,
   *     or its header is not of this format
   * @throws IOException if a good file cannot be read
   */
  public static Map<String, String> readMetadata(Path file) throws IOException {
    return new SafeTensorsReader(file).readMetadata();
  }

  /** Lays named tensors out as a safetensors file. */
  private static final class Writer {
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
    Writer(NamedTensors content) {
      refuseIfPresent(content.tensors(), SafeTensorsHeader.METADATA);
      refuseIfPresent(content.metadata(), Checksum.KEY);
      this.content = content;
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put(Checksum.KEY, Checksum.ZEROS);
      metadata.putAll(content.metadata());
      byte[] json =
          SafeTensorsHeader.of(content.tensors(), metadata)
              .toJson()
              .getBytes(StandardCharsets.UTF_8);
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
      Checksum checksum = new Checksum(header);
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
      channel.position(Long.BYTES + Checksum.positionInHeader(header));
      writeFully(channel, StandardCharsets.US_ASCII.encode(checksum.digits()));
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /**
   * The SHA-256 of a whole safetensors file, with the digits of the digest itself, which stand in
   * the header, taken as zeros.
   */
  static final class Checksum {
    /** The metadata key of the digest. */
    static final String KEY = "smoothadv.sha256";

    /** What stands in the digest's place while it is computed. */
    static final String ZEROS = "0".repeat(64);

    private static final String BEFORE_DIGITS = "\"" + KEY + "\":\"";

    private final MessageDigest digest;

    /** Starts with the header's length and its bytes, whatever digits are in them. */
    Checksum(byte[] header) {
      digest = Sha256.start();
      byte[] zeroed = header.clone();
      int digits = positionInHeader(header);
      if (digits >= 0 && digits + ZEROS.length() <= header.length) {
        Arrays.fill(zeroed, digits, digits + ZEROS.length(), (byte) '0');
      }
      digest.update(zeroed);
    }

    /**
     * The index of the first digit in the header, or -1. Inside a JSON text the quotes are escaped.
     */
    static int positionInHeader(byte[] header) {
      int key = new String(header, StandardCharsets.ISO_8859_1).indexOf(BEFORE_DIGITS);
      return key < 0 ? -1 : key + BEFORE_DIGITS.length();
    }

    /** Adds the remaining bytes of the buffer and consumes them. */
    void update(ByteBuffer data) {
      digest.update(data);
    }

    /** The 64 lower-case hexadecimal digits. */
    String digits() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
