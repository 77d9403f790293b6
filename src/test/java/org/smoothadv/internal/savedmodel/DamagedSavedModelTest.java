package org.smoothadv.internal.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.MetaGraphDef;

/** Files that are missing, cut short or damaged are refused by name. */
class DamagedSavedModelTest {
  @TempDir Path folder;

  private String refusal(Path model) {
    return Refusal.of(folder, model, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void missingShortAndDamagedVariablesAreRefusedByFile() throws IOException {
    Path model = Networks.convolutional().write(folder.resolve("model"));
    Path data = model.resolve("variables/variables.data-00000-of-00001");
    byte[] whole = Files.readAllBytes(data);
    Files.write(data, Arrays.copyOf(whole, whole.length / 2));
    assertTrue(
        refusal(model)
            .matches(
                "/model/variables/variables.data-00000-of-00001 is damaged \\(it ends before the values of '.*' do\\):"
                    + " copy it again"),
        refusal(model));
    byte[] changed = whole.clone();
    for (int i = 0; i < changed.length; i += 40) {
      changed[i] ^= 1;
    }
    Files.write(data, changed);
    assertTrue(refusal(model).contains("is damaged (the checksum of "), refusal(model));
    Files.writeString(data, "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n");
    assertTrue(refusal(model).contains("a pointer of Git LFS"), refusal(model));
    Files.delete(data);
    assertTrue(
        refusal(model)
            .startsWith(
                "/model/variables/variables.data-00000-of-00001 is missing, which the values of "),
        refusal(model));
    Path index = model.resolve("variables/variables.index");
    byte[] table = Files.readAllBytes(index);
    Files.write(index, Arrays.copyOf(table, table.length - 10));
    assertEquals(
        "/model/variables/variables.index is damaged (its end is missing): copy it again",
        refusal(model));
    Files.delete(index);
    assertEquals(
        "/model/variables/variables.index is missing, which the values of the variables are in: copy the whole folder",
        refusal(model));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 1000, 3000})
  void cutShortFileIsRefused(int bytes) throws IOException {
    Path model = Networks.convolutional().write(folder.resolve("model"));
    Path file = model.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, bytes));
    assertEquals(
        "/model/saved_model.pb is damaged or cut short, or no SavedModel: copy it again",
        refusal(model));
  }

  /** What an entry of a map has beside key and value is skipped, not kept. */
  @Test
  void groupsWithinGroupsAreRefusedBeforeTheyExhaustTheStack() throws IOException {
    byte[] groups = new byte[400_000];
    Arrays.fill(groups, (byte) 0x7b); // Field 15, beginning of a group.
    ByteString.Output file = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(file);
    int header = CodedOutputStream.computeTagSize(5) + 3;
    out.writeTag(2, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(header + groups.length);
    out.writeByteArray(MetaGraphDef.SIGNATURE_DEF_FIELD_NUMBER, groups);
    out.flush();
    Files.createDirectories(folder.resolve("model"));
    Files.write(folder.resolve("model/saved_model.pb"), file.toByteString().toByteArray());
    assertEquals(
        "/model/saved_model.pb is damaged or cut short, or no SavedModel: copy it again",
        refusal(folder.resolve("model")));
  }

  @Test
  void longFileOfZerosIsRefusedAtOnce() throws IOException {
    Files.createDirectories(folder.resolve("model"));
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("model/saved_model.pb").toFile(), "rw")) {
      file.setLength(60L << 20);
    }
    assertEquals(
        "/model/saved_model.pb: not a SavedModel, but nothing but zeros at its start: an interrupted download",
        refusal(folder.resolve("model")));
  }

  @Test
  void whatIsNoSavedModelIsRefused() throws IOException {
    assertEquals("/none: there is no such file or folder", refusal(folder.resolve("none")));
    assertEquals(": it is no SavedModel, for /saved_model.pb is missing", refusal(folder));
    Files.write(folder.resolve("saved_model.pb"), new byte[0]);
    assertEquals(
        "/saved_model.pb: it has no graph with the tag 'serve', but no graph at all",
        refusal(folder));
  }
}
