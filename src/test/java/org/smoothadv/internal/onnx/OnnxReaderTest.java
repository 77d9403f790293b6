package org.smoothadv.internal.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

/** Files that are damaged, cut short or none of ONNX are refused in a line that names them. */
class OnnxReaderTest {
  @TempDir Path folder;

  private String refusal(byte[] content) throws IOException {
    return refusal(Files.write(folder.resolve("bytes.onnx"), content));
  }

  private String refusal(OnnxWriter writer) throws IOException {
    return refusal(writer.bytes());
  }

  private static String refusal(Path file) {
    return OnnxImportTest.refusal(file, Optional.empty(), Optional.empty());
  }

  @Test
  void weightsInOtherFilesAreRefused() throws IOException {
    byte[] external =
        OnnxWriter.message(
            out -> {
              out.writeInt64(1, 3);
              out.writeInt32(2, OnnxWriter.FLOAT);
              out.writeString(8, "w");
              out.writeByteArray(13, new byte[0]);
              out.writeInt32(14, 1);
            });
    assertEquals(
        "tensor 'w': its values are in another file: save the model with everything in one file",
        refusal(OnnxImportTest.doubling().initializer(external)));
  }

  @Test
  void tensorsOfTheWrongLengthAreRefused() throws IOException {
    assertEquals(
        "tensor 'w': 4 values expected by its shape, 3 found",
        refusal(OnnxImportTest.doubling().constant("w", new float[3], 2, 2)));
    assertTrue(
        refusal(OnnxImportTest.doubling().constant("w", new float[3], Long.MAX_VALUE, 4))
            .startsWith("tensor 'w': no shape"));
    assertTrue(
        refusal(OnnxImportTest.doubling().constant("w", new float[3], -3))
            .startsWith("tensor 'w': no shape"));
  }

  @Test
  void groupsWithinGroupsAreRefusedBeforeTheyExhaustTheStack() throws IOException {
    byte[] groups = new byte[400_000];
    Arrays.fill(groups, (byte) 0x0b); // Field 1, beginning of a group.
    assertTrue(refusal(groups).contains("damaged"));
  }

  @Test
  void aFileOfPyTorchThatEndsTooEarlyIsCutShort() throws IOException {
    byte[] beginning = new byte[20];
    byte[] version = "\b\007\022\007pytorch:\144".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(version, 0, beginning, 0, version.length);
    assertEquals("damaged or cut short: copy it again", refusal(beginning));
  }

  @Test
  void filesOfAnotherKindAreRefusedAtOnce() throws IOException {
    assertEquals(
        "not an ONNX file, but an empty file: an interrupted copy or download",
        refusal(new byte[0]));
    Path zeros = folder.resolve("zeros.onnx");
    try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
      file.setLength(60_000_000);
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertEquals(
                "nothing but zeros at its start: an interrupted download", refusal(zeros)));
    assertEquals("no such file", refusal(folder.resolve("none")));
    assertEquals("not a file", refusal(folder));
  }

  @Test
  void filesCutShortAnywhereAreRefused() throws IOException {
    byte[] whole = OnnxImportTest.doubling().constant("w", new float[] {1, 2, 3}, 3).bytes();
    // After the graph the rest, the version, is a message of its own.
    for (int length = 0; length < whole.length; length++) {
      refusal(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void filesOfMoreThanTwoGigabytesAreRefused() throws IOException {
    Path large = folder.resolve("large.onnx");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    assertEquals("3221225472 bytes; ONNX files up to 2 GB are read", refusal(large));
  }

  @Test
  void changedBytesAreReadOrRefused() throws IOException {
    byte[] whole = OnnxImportTest.doubling().constant("w", new float[] {1, 2, 3}, 3).bytes();
    for (int place = 0; place < whole.length; place++) {
      for (int change : new int[] {1, 0x80, 0xff}) {
        byte[] changed = whole.clone();
        changed[place] ^= (byte) change;
        Path file = Files.write(folder.resolve("changed.onnx"), changed);
        try {
          OnnxImport.read(file, Optional.empty(), Optional.empty(), UnaryOperator.identity());
        } catch (InvalidInputException e) {
          assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        }
      }
    }
  }
}
