package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.files.ForeignFile;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.TensorProto;

/**
 * The values of a SavedModel's variables: a checkpoint of TensorFlow, in the files {@code
 * variables.index} and {@code variables.data-00000-of-00001}.
 *
 * <p>What is read is compared with the lengths of the files before anything is allocated, and its
 * CRC-32C with the one that was written. TensorFlow's own {@code RestoreV2} allocates what the
 * index claims before it looks at the data, and ends the process at some damaged files.
 */
final class TensorBundle {
  /** The name of the file that says where the others have what. */
  static final String INDEX = "variables.index";

  /** The key of the header. */
  private static final String HEADER = "";

  /** There are some hundred bytes for each variable. */
  private static final long MAX_INDEX_BYTES = 1L << 28;

  private final Path index;
  private final Map<String, ByteString> entries;
  private final BundleHeaderProto header;

  private TensorBundle(Path index, Map<String, ByteString> entries, BundleHeaderProto header) {
    this.index = index;
    this.entries = entries;
    this.header = header;
  }

  /**
   * Opens a checkpoint.
   *
   * @param folder where its files are, of the names that SavedModels have
   * @param names those of the tensors that will be asked for
   * @throws InvalidInputException if the index is missing or damaged
   */
  static TensorBundle open(Path folder, Set<String> names) throws IOException {
    Path index = folder.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      throw new InvalidInputException(
          index + " is missing, which the values of the variables are in: copy the whole folder");
    }
    Set<String> wanted = new HashSet<>(names);
    wanted.add(HEADER);
    try (FileBytes file = FileBytes.open(index)) {
      if (file.size() > MAX_INDEX_BYTES) {
        throw damaged(index, file, "too long", null);
      }
      try {
        Map<String, ByteString> entries =
            SortedTable.read(file.slice(0, (int) file.size()), wanted);
        BundleHeaderProto header =
            BundleHeaderProto.parseFrom(entries.getOrDefault(HEADER, ByteString.EMPTY));
        if (header.getNumShards() < 1
            || header.getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
          throw damaged(index, file, "its header is not one of a checkpoint of this order", null);
        }
        return new TensorBundle(index, entries, header);
      } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
        throw damaged(index, file, e.getMessage(), e);
      }
    }
  }

  private static InvalidInputException damaged(
      Path path, FileBytes file, String problem, Exception cause) throws IOException {
    Optional<String> kind =
        ForeignFile.describe(file.slice(0, (int) Math.min(file.size(), ForeignFile.START_BYTES)));
    return new InvalidInputException(
        path
            + kind.map(": not part of a checkpoint, but "::concat)
                .orElse(" is damaged (" + problem + "): copy it again"),
        cause);
  }

  /** Whether there is a tensor of a name, one of those that it was opened for. */
  boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * Reads a tensor.
   *
   * @param name one that it {@link #has}
   * @return its type, shape and bytes
   * @throws InvalidInputException if it is not there, or its file is missing, cut short or damaged
   */
  TensorProto read(String name) throws IOException {
    ByteString stored = Objects.requireNonNull(entries.get(name));
    BundleEntryProto entry;
    try {
      entry = BundleEntryProto.parseFrom(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(index + " is damaged: copy it again", e);
    }
    long bytes = Constants.bytes(entry.getDtype(), entry.getShape());
    if (entry.getSlicesCount() > 0 || bytes < 0 || bytes != entry.getSize()) {
      throw new InvalidInputException(
          "%s: the variable %s is %s, which is not read"
              .formatted(
                  index,
                  Quoted.of(name),
                  entry.getSlicesCount() > 0
                      ? "in parts of other tensors"
                      : Constants.describe(entry.getDtype(), entry.getShape())
                          + " in "
                          + entry.getSize()
                          + " bytes"));
    }
    return TensorProto.newBuilder()
        .setDtype(entry.getDtype())
        .setTensorShape(entry.getShape())
        .setTensorContent(content(name, entry))
        .build();
  }

  private ByteString content(String name, BundleEntryProto entry) throws IOException {
    Path path =
        index.resolveSibling(
            "variables.data-%05d-of-%05d".formatted(entry.getShardId(), header.getNumShards()));
    if (!Files.isRegularFile(path)) {
      throw new InvalidInputException(
          "%s is missing, which the values of %s are in: copy the whole folder"
              .formatted(path, Quoted.of(name)));
    }
    try (FileBytes file = FileBytes.open(path)) {
      if (entry.getOffset() < 0 || entry.getOffset() > file.size() - entry.getSize()) {
        throw damaged(
            path, file, "it ends before the values of %s do".formatted(Quoted.of(name)), null);
      }
      ByteBuffer values = file.slice(entry.getOffset(), (int) entry.getSize());
      if (SortedTable.masked(values) != entry.getCrc32C()) {
        throw damaged(path, file, "the checksum of %s differs".formatted(Quoted.of(name)), null);
      }
      return ByteString.copyFrom(values);
    }
  }
}
