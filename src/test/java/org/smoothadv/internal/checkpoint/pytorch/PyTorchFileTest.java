package org.smoothadv.internal.checkpoint.pytorch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter.Stored;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter.View;
import org.smoothadv.internal.pickle.PickleWriter;

class PyTorchFileTest {
  private static final List<Long> TWO_BY_TWO = List.of(2L, 2L);

  @TempDir Path folder;

  private final Stored six = TorchWriter.floats("s", 0, 1, 2, 3, 4, 5);

  @Test
  void viewsAreTakenByOffsetAndStrides() throws IOException {
    View view = new View(six, 1, TWO_BY_TWO, List.of(1L, 3L));
    for (byte[] file : bothFormats(new TorchWriter().add("t", view))) {
      assertEquals(FloatTensor.of(new float[] {1, 4, 2, 5}, 2, 2), read(file).get("t"));
    }
  }

  @Test
  void tensorsMayShareAStorage() throws IOException {
    TorchWriter writer =
        new TorchWriter()
            .add("a", new View(six, 4, List.of(2L), List.of(1L)))
            .add("scalar", new View(six, 3, List.of(), List.of()))
            .add("expanded", new View(six, 5, TWO_BY_TWO, List.of(0L, 0L)))
            .add("empty", new View(six, 6, List.of(0L, 7L), List.of(7L, 1L)));
    for (byte[] file : bothFormats(writer)) {
      Map<String, FloatTensor> tensors = read(file);
      assertEquals(FloatTensor.of(new float[] {4, 5}, 2), tensors.get("a"));
      assertEquals(FloatTensor.of(new float[] {3}), tensors.get("scalar"));
      assertEquals(FloatTensor.of(new float[] {5, 5, 5, 5}, 2, 2), tensors.get("expanded"));
      assertEquals(FloatTensor.of(new float[0], 0, 7), tensors.get("empty"));
    }
  }

  @Test
  void partsOfStoragesAreTaken() throws IOException {
    PickleWriter part = new PickleWriter().mark().text("view").whole(2).whole(3).raw("t");
    View view = new View(six, 1, List.of(2L), List.of(1L));
    byte[] file = new TorchWriter().add("t", view).part(part).legacy();
    assertEquals(FloatTensor.of(new float[] {3, 4}, 2), read(file).get("t"));
    View beyond = new View(six, 2, List.of(2L), List.of(1L));
    assertRefused(new TorchWriter().add("t", beyond).part(part).legacy(), "storage of 3 elements");
  }

  @Test
  void otherPrecisionsBecomeFloat32() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    assertOne(1.1f, "torch.DoubleStorage", bytes.putDouble(0, 1.1).array(), 8);
    assertOne(1.5f, "torch.cuda.HalfStorage", bytes.putShort(0, (short) 0x3e00).array(), 2);
    assertOne(-1.5f, "torch.BFloat16Storage", bytes.putShort(0, (short) 0xbfc0).array(), 2);
    assertOne(0.25f, "torch.cuda.FloatStorage", bytes.putFloat(0, 0.25f).array(), 4);
  }

  private void assertOne(float value, String type, byte[] bytes, int length) throws IOException {
    Stored stored = new Stored(type, "k", 1, ByteBuffer.wrap(Arrays.copyOf(bytes, length)));
    TorchWriter writer = new TorchWriter().add("t", new View(stored, 0, List.of(), List.of()));
    for (byte[] file : bothFormats(writer)) {
      assertEquals(FloatTensor.of(new float[] {value}), read(file).get("t"));
    }
  }

  @Test
  void wholeNumbersAreNoWeights() throws IOException {
    Stored counter = new Stored("torch.LongStorage", "k", 1, ByteBuffer.allocate(8));
    byte[] file = new TorchWriter().add("t", new View(counter, 0, List.of(), List.of())).legacy();
    assertRefused(file, "int64");
  }

  @Test
  void viewsBeyondTheStorageAreRefused() throws IOException {
    long huge = 1L << 62;
    List<View> views =
        List.of(
            new View(six, 3, TWO_BY_TWO, List.of(2L, 1L)),
            new View(six, 7, List.of(0L), List.of(1L)),
            new View(six, -1, List.of(1L), List.of(1L)),
            new View(six, 0, List.of(-1L), List.of(1L)),
            new View(six, 0, List.of(2L), List.of(-1L)),
            new View(six, 0, TWO_BY_TWO, List.of(1L)),
            new View(six, 0, List.of(huge, huge), List.of(huge, huge)),
            new View(six, huge, List.of(2L), List.of(huge)),
            new View(six, 0, List.of(1_000_000_000L), List.of(1L)));
    for (View view : views) {
      for (byte[] file : bothFormats(new TorchWriter().add("t", view))) {
        assertRefused(file, "(REDUCE)", "does not lie in a storage of 6 elements");
      }
    }
  }

  @Test
  void aTensorThatExpandsBeyondMemoryIsRefused() throws IOException {
    View view = new View(six, 0, List.of(1L << 40, 1L << 40), List.of(0L, 0L));
    assertRefused(new TorchWriter().add("t", view).legacy(), "too large");
  }

  /** Two gigabytes from one number. */
  @Test
  void aTensorThatRepeatsItsElementsTooOftenIsRefused() throws IOException {
    View view = new View(six, 0, List.of(500_000_000L), List.of(0L));
    assertRefused(new TorchWriter().add("t", view).legacy(), "too large");
  }

  /** A list can hold itself, and so can what a constructor calls another with. */
  @Test
  void argumentsThatHoldThemselvesAreNoRecursion() throws IOException {
    PickleWriter object = new PickleWriter().protocol(2);
    object.global("torch._tensor", "_rebuild_from_type_v2").raw("q\0]q\1(h\0Nh\1Ne");
    assertRefused(new TorchWriter().legacy(object.raw("R").stop()), "not as PyTorch writes them");
  }

  @Test
  void storagesThatTheFileHasNotGotAreRefused() throws IOException {
    for (int count : new int[] {5, 7, -1, Integer.MAX_VALUE}) {
      Stored wrong = new Stored("torch.FloatStorage", "s", count, six.elements());
      View view = new View(wrong, 0, List.of(1L), List.of(1L));
      for (byte[] file : bothFormats(new TorchWriter().add("t", view))) {
        if (count != 5 || file[0] == 'P') {
          assertRefused(file);
        }
      }
    }
  }

  @Test
  void persistentIdsAreStoragesOnly() throws IOException {
    List<PickleWriter> ids =
        List.of(
            new PickleWriter().text("storage"),
            new PickleWriter().raw(")"),
            new PickleWriter().mark().text("module").raw("NNNNNt"),
            new PickleWriter().mark().text("storage").raw("NNNNNt"),
            new PickleWriter().mark().text("storage").global("torch", "Size").raw("NNNNt"));
    for (PickleWriter id : ids) {
      byte[] object = id.raw("Q").stop();
      assertRefused(new TorchWriter().legacy(object), "(BINPERSID)");
      assertRefused(
          TorchWriter.zipped(new TorchWriter().entries(object), ZipEntry.STORED), "(BINPERSID)");
    }
  }

  @Test
  void deflatedArchivesAreRead() throws IOException {
    TorchWriter writer = new TorchWriter().add("t", FloatTensor.of(new float[1000], 10, 100));
    byte[] file = TorchWriter.zipped(writer.entries(), ZipEntry.DEFLATED);
    assertEquals(FloatTensor.of(new float[1000], 10, 100), read(file).get("t"));
  }

  @Test
  void zipBombsAreRefused() throws IOException {
    TorchWriter writer =
        new TorchWriter().add("t", FloatTensor.of(new float[4_000_000], 4_000_000));
    byte[] file = TorchWriter.zipped(writer.entries(), ZipEntry.DEFLATED);
    assertTrue(file.length < 100_000);
    assertRefused(file, "20 times");
    Map<String, byte[]> pickle = Map.of("a/data.pkl", new byte[16_000_000]);
    assertRefused(TorchWriter.zipped(pickle, ZipEntry.DEFLATED), "20 times");
  }

  @Test
  void archivesOfOtherKindsAreRefused() throws IOException {
    TorchWriter writer = new TorchWriter().add("t", new View(six, 0, List.of(6L), List.of(1L)));
    Map<String, byte[]> big = new LinkedHashMap<>(writer.entries());
    big.put("archive/byteorder", "big".getBytes(UTF_8));
    assertRefused(TorchWriter.zipped(big, ZipEntry.STORED), "byte order", "'big'");
    Map<String, byte[]> two = new LinkedHashMap<>(writer.entries());
    two.put("other/data.pkl", new byte[1]);
    assertRefused(TorchWriter.zipped(two, ZipEntry.STORED), "more than one data.pkl");
    assertRefused(TorchWriter.zipped(Map.of("a", new byte[1]), ZipEntry.STORED), "no data.pkl");
    Map<String, byte[]> without = new LinkedHashMap<>(writer.entries());
    without.remove("archive/data/s");
    assertRefused(TorchWriter.zipped(without, ZipEntry.STORED), "'s'", "the archive has none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive/data/s", "archive/data.pkl", "archive/byteorder", "archive/x"})
  void archivesWithTwoEntriesOfOneNameAreRefused(String name) throws IOException {
    TorchWriter writer = new TorchWriter().add("t", new View(six, 0, List.of(6L), List.of(1L)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : writer.entries().entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
      put(zip, name, writer.entries().getOrDefault(name, new byte[0]));
      if (name.endsWith("x")) {
        put(zip, name, new byte[0]);
      }
    }
    assertRefused(bytes.toByteArray(), "two entries of the zip archive are called '" + name + "'");
  }

  private static void put(ZipArchiveOutputStream zip, String name, byte[] content)
      throws IOException {
    zip.putArchiveEntry(new ZipArchiveEntry(name));
    zip.write(content);
    zip.closeArchiveEntry();
  }

  @Test
  void archivesDamagedInsideAreRefused() throws IOException {
    TorchWriter writer = new TorchWriter().add("t", new View(six, 0, List.of(6L), List.of(1L)));
    byte[] file = TorchWriter.zipped(writer.entries(), ZipEntry.STORED);
    int element = indexOf(file, six.elements().array()) + 5;
    file[element] ^= 1;
    assertRefused(file, "'archive/data/s'", "checksum");
  }

  private static int indexOf(byte[] whole, byte[] part) {
    int index = 0;
    while (!Arrays.equals(whole, index, index + part.length, part, 0, part.length)) {
      index++;
    }
    return index;
  }

  @Test
  void otherFilesAreNamedForWhatTheyAre() throws IOException {
    assertRefused("\n<!DOCTYPE html><html>".getBytes(UTF_8), "web page");
    assertRefused("idx\tlabel\n".getBytes(UTF_8), "not a checkpoint of PyTorch");
    assertRefused(new byte[0], "not a checkpoint of PyTorch");
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(UTF_8), 0, tar, 257, 5);
    assertRefused(tar, "tar archive");
    assertRefused(new PickleWriter().protocol(2).raw("}").stop(), "not a checkpoint of PyTorch");
    assertRefused(new byte[] {'P', 'K', 3, 4, 0, 0}, "zip directory");
  }

  @Test
  void whatOnlyMaliciousFilesNameIsRefused() throws IOException {
    for (String name : List.of("os system", "builtins exec", "numpy load", "torch.hub load")) {
      String[] words = name.split(" ");
      byte[] object = new PickleWriter().protocol(2).global(words[0], words[1]).raw("(tR").stop();
      assertRefused(
          new TorchWriter().legacy(object), "(GLOBAL)", "'" + String.join(".", words) + "' is not");
    }
    byte[] protocol0 = new PickleWriter().global("posix", "system").raw("(S'id'\ntR").stop();
    assertRefused(protocol0, "byte 0 (GLOBAL)", "'posix.system' is not allowed");
  }

  private static List<byte[]> bothFormats(TorchWriter writer) {
    return List.of(writer.legacy(), TorchWriter.zipped(writer.entries(), ZipEntry.STORED));
  }

  private Map<String, FloatTensor> read(byte[] content) throws IOException {
    Path file = folder.resolve("file.pth.tar");
    Files.write(file, content);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    try (PyTorchFile open = PyTorchFile.open(file)) {
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) open.content()).entrySet()) {
        tensors.put((String) entry.getKey(), open.read((TorchTensor) entry.getValue()));
      }
    }
    return tensors;
  }

  private void assertRefused(byte[] content, String... words) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> read(content));
    assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), "'" + word + "' in " + e.getMessage());
    }
  }
}
