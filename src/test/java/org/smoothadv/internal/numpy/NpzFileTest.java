package org.smoothadv.internal.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.support.NumpyArrays;

class NpzFileTest {
  private static final int CENTRAL_DIRECTORY_ENTRY = 0x02014b50;

  @TempDir Path folder;

  private final Map<String, NdArray> arrays = new LinkedHashMap<>();
  private Path file;

  @BeforeEach
  void fill() {
    byte[] pixels = new byte[100_000]; // beyond what is read at once
    new SplittableRandom(0).nextBytes(pixels);
    arrays.put("data", NumpyArrays.bytes(List.of(100, 1000), pixels));
    arrays.put("labels", NumpyArrays.longs(List.of(3), 1, -2, 1L << 40));
    file = folder.resolve("arrays.npz");
  }

  @Test
  void readsStoredArrays() throws IOException {
    assertHolds(NumpyArrays.savez(file, arrays));
  }

  @Test
  void readsCompressedArrays() throws IOException {
    assertHolds(NumpyArrays.savezCompressed(file, arrays));
  }

  /** NumPy always leaves room for lengths of 64 bits. */
  @Test
  void readsZip64() throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      zip.setUseZip64(Zip64Mode.Always);
      for (Map.Entry<String, NdArray> array : arrays.entrySet()) {
        zip.putArchiveEntry(new ZipArchiveEntry(array.getKey() + ".npy"));
        zip.write(NumpyArrays.npy(array.getValue()));
        zip.closeArchiveEntry();
      }
    }
    assertHolds(file);
  }

  @Test
  void readsWhatIsWritten() throws IOException {
    write(file);
    assertHolds(file);
    Path again = folder.resolve("again.npz");
    write(again);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again), "no time is written");
  }

  private void write(Path npz) throws IOException {
    try (FileChannel channel =
        FileChannel.open(npz, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      NpzWriter writer = new NpzWriter(channel);
      for (Map.Entry<String, NdArray> array : arrays.entrySet()) {
        writer.add(array.getKey(), array.getValue());
      }
      writer.finish();
      assertTrue(channel.isOpen());
    }
  }

  private void assertHolds(Path npz) throws IOException {
    Map<String, NdArray> read = new LinkedHashMap<>();
    try (NpzFile opened = NpzFile.open(npz)) {
      for (String name : opened.names()) {
        read.put(name, opened.array(name));
      }
    }
    assertEquals(arrays, read);
    assertEquals(List.copyOf(arrays.keySet()), List.copyOf(read.keySet()));
  }

  @Test
  void filesOfOtherNamesAreLeftAside() throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      for (String name : List.of("README", "a.npy")) {
        zip.putArchiveEntry(new ZipArchiveEntry(name));
        zip.closeArchiveEntry();
      }
    }
    try (NpzFile opened = NpzFile.open(file)) {
      assertEquals(Set.of("a"), opened.names());
      assertRefused("there is no array 'b'", () -> opened.array("b"));
      assertRefused("array 'a': cut short", () -> opened.array("a"));
    }
  }

  @Test
  void filesCutShortAnywhereAreRefused() throws IOException {
    arrays.remove("data");
    byte[] whole = Files.readAllBytes(NumpyArrays.savez(file, arrays));
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused("not an npz file, or cut short", () -> NpzFile.open(file));
    }
  }

  @Test
  void flippedBitsAreNoticed() throws IOException {
    assertFlippedBitNoticed(NumpyArrays.savez(file, arrays));
    assertFlippedBitNoticed(NumpyArrays.savezCompressed(file, arrays));
  }

  private void assertFlippedBitNoticed(Path npz) throws IOException {
    byte[] bytes = Files.readAllBytes(npz);
    bytes[50_000] ^= 1;
    Files.write(npz, bytes);
    assertRefused("array 'data': damaged", () -> read("data"));
  }

  @Test
  void lengthsThatTheFileCannotHoldAreRefusedBeforeTheyAreAllocated() throws IOException {
    NumpyArrays.savezCompressed(file, arrays);
    changeLengths(100, 1 << 30);
    assertRefused("1,073,741,824 bytes cannot come of 100", () -> read("data"));
    changeLengths(1 << 22, Integer.MAX_VALUE);
    assertRefused("damaged", () -> read("data"));
  }

  @Test
  void moreThanWasAnnouncedIsNotInflated() throws IOException {
    NumpyArrays.savezCompressed(file, arrays);
    ByteBuffer directory = directory();
    changeLengths(directory.getInt(20), 100_127);
    assertRefused("array 'data': damaged: its length", () -> read("data"));
  }

  @Test
  void entriesThatAreNotWhereTheDirectorySaysAreRefused() throws IOException {
    arrays.remove("data");
    byte[] bytes = Files.readAllBytes(NumpyArrays.savez(file, arrays));
    bytes[0] = 'p';
    Files.write(file, bytes);
    assertRefused("array 'labels': cut short or damaged", () -> read("labels"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.npy", "README"})
  void twoEntriesOfOneNameAreRefused(String name) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      for (String entry : List.of(name, "b.npy", name)) {
        zip.putArchiveEntry(new ZipArchiveEntry(entry));
        zip.closeArchiveEntry();
      }
    }
    assertRefused(
        "two entries of the zip archive are called '" + name + "'", () -> NpzFile.open(file));
  }

  private NdArray read(String name) throws IOException {
    try (NpzFile opened = NpzFile.open(file)) {
      return opened.array(name);
    }
  }

  /** Changes what the file's directory says of its first array. */
  private void changeLengths(int compressed, int inflated) throws IOException {
    ByteBuffer directory = directory();
    directory.putInt(20, compressed).putInt(24, inflated);
    byte[] bytes = Files.readAllBytes(file);
    directory.get(0, bytes, bytes.length - directory.limit(), directory.limit());
    Files.write(file, bytes);
  }

  /** A copy of the file from its directory on. */
  private ByteBuffer directory() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int begin = 0;
    while (bytes.getInt(begin) != CENTRAL_DIRECTORY_ENTRY) {
      begin++;
    }
    return bytes.slice(begin, bytes.limit() - begin).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void assertRefused(
      String complaint, org.junit.jupiter.api.function.Executable executable) {
    var refused = assertThrows(InvalidInputException.class, executable);
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(complaint), refused.getMessage());
  }
}
