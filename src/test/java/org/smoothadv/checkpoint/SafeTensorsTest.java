package org.smoothadv.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;

class SafeTensorsTest {
  @TempDir Path folder;

  @Test
  void roundTripKeepsNamesOrderShapesValuesAndMetadata() throws IOException {
    NamedTensors written = sample();
    NamedTensors read = writeAndRead(written);
    assertEquals(written, read);
    assertEquals(
        new ArrayList<>(written.tensors().keySet()), new ArrayList<>(read.tensors().keySet()));
    assertEquals(
        new ArrayList<>(written.metadata().keySet()), new ArrayList<>(read.metadata().keySet()));
  }

  @Test
  void specialValuesComeBackBitForBit() throws IOException {
    float[] special = {
      0f,
      -0f,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL,
      Float.MAX_VALUE,
      Float.NEGATIVE_INFINITY,
      Float.intBitsToFloat(0x7fc01234),
      Float.intBitsToFloat(0xffc00001)
    };
    NamedTensors read =
        writeAndRead(NamedTensors.of(Map.of("special", FloatTensor.of(special, special.length))));
    assertArrayEquals(bits(special), bits(read.tensors().get("special").toArray()));
  }

  @Test
  void tensorsLongerThanTheCopyBufferComeBackWhole() throws IOException {
    float[] values = new float[(1 << 20) / Float.BYTES * 2 + 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    NamedTensors read =
        writeAndRead(NamedTensors.of(Map.of("long", FloatTensor.of(values, 1, values.length))));
    assertArrayEquals(values, read.tensors().get("long").toArray());
  }

  @Test
  void noTensorsAndNoMetadataAreAFileToo() throws IOException {
    NamedTensors nothing = NamedTensors.of(Map.of());
    assertEquals(nothing, writeAndRead(nothing));
  }

  /** The layout in the format's own description, byte by byte. */
  @Test
  void writesTheLayoutThatTheFormatPrescribes() throws IOException {
    Path file = folder.resolve("layout");
    SafeTensors.write(file, NamedTensors.of(Map.of("x", FloatTensor.of(new float[] {1, -2}, 2))));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = (int) bytes.getLong();
    assertEquals(0, headerLength % 8);
    assertEquals(8 + headerLength + 8, bytes.limit());
    String header = StandardCharsets.UTF_8.decode(bytes.slice(8, headerLength)).toString();
    String tensor = "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    assertTrue(header.startsWith("{\"__metadata__\":{\"smoothadv.sha256\":\""), header);
    assertTrue(header.stripTrailing().endsWith(tensor), header);
    assertEquals(1f, bytes.getFloat(8 + headerLength));
    assertEquals(-2f, bytes.getFloat(8 + headerLength + 4));
  }

  @Test
  void acceptsAFileOfAnotherProgramWithoutChecksum() throws IOException {
    Path file =
        foreign(
            "{ \"b\": {\"shape\": [], \"data_offsets\": [4, 8], \"dtype\": \"F32\"},"
                + " \"a\": {\"dtype\": \"F32\", \"shape\": [1, 1], \"data_offsets\": [0, 4]} }  ",
            8);
    NamedTensors read = SafeTensors.read(file);
    assertEquals(List.of("a", "b"), new ArrayList<>(read.tensors().keySet()));
    assertEquals(List.of(1L, 1L), read.tensors().get("a").shape());
    assertEquals(Map.of(), read.metadata());
  }

  /** PyTorch counts batches in int64, and keeps weights in other precisions. */
  @Test
  void precisionsBecomeFloat32AndCountersArePassedOver() throws IOException {
    String header =
        "{'bn1.num_batches_tracked':{'dtype':'I64','shape':[],'data_offsets':[0,8]},"
            + "'d':{'dtype':'F64','shape':[1],'data_offsets':[8,16]},"
            + "'h':{'dtype':'F16','shape':[2],'data_offsets':[16,20]},"
            + "'b':{'dtype':'BF16','shape':[2],'data_offsets':[20,24]}}";
    Path file = foreign(header.replace('\'', '"'), 24);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int data = bytes.limit() - 24;
    bytes.putLong(data, 391).putDouble(data + 8, 0.1);
    bytes.putShort(data + 16, (short) 0x3e00).putShort(data + 18, (short) 0xc000);
    bytes.putShort(data + 20, (short) 0x3fc0).putShort(data + 22, (short) 0xbf80);
    Files.write(file, bytes.array());
    assertEquals(
        Map.of(
            "d", FloatTensor.of(new float[] {0.1f}, 1),
            "h", FloatTensor.of(new float[] {1.5f, -2}, 2),
            "b", FloatTensor.of(new float[] {1.5f, -1}, 2)),
        SafeTensors.read(file).tensors());
  }

  @Test
  void otherFilesAreCalledWhatTheyAre() throws IOException {
    Path file = folder.resolve("other.safetensors");
    Map<String, String> kinds =
        Map.of(
            "version https://git-lfs.github.com/spec/v1\noid sha256:1f\nsize 9\n", "Git LFS",
            "\u001f\u008b\b\0\0\0\0\0\0\0", "gzip",
            "\u00ef\u00bb\u00bf <html></html>", "web page",
            "{\"error\":\"Entry not found\"}", "JSON");
    for (Map.Entry<String, String> kind : kinds.entrySet()) {
      Files.writeString(file, kind.getKey(), StandardCharsets.ISO_8859_1);
      assertTrue(assertRefused(file).contains(kind.getValue()), kind.getValue());
    }
  }

  @Test
  void everyTruncationIsRefusedNamingTheFile() throws IOException {
    Path file = folder.resolve("cut");
    SafeTensors.write(file, sample());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      String message = assertRefused(file);
      assertTrue(message.contains("cut short"), message);
    }
  }

  @Test
  void everyFlippedBitIsRefused() throws IOException {
    Path file = folder.resolve("flipped");
    SafeTensors.write(file, sample());
    byte[] whole = Files.readAllBytes(file);
    // A checksum whose own name is damaged cannot be recognised; nothing else is lost then.
    int keyBegin = new String(whole, StandardCharsets.ISO_8859_1).indexOf("smoothadv.sha256");
    int keyEnd = keyBegin + "smoothadv.sha256".length();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      if (bit / 8 >= keyBegin && bit / 8 < keyEnd) {
        continue;
      }
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, damaged);
      assertRefused(file);
    }
  }

  @Test
  void bytesAfterTheLastTensorAreRefused() throws IOException {
    Path file = folder.resolve("long");
    SafeTensors.write(file, sample());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertTrue(assertRefused(file).contains("bytes of data expected"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'a':T[0,4]},'b':T[0,4]}} | overlap or leave a gap",
        "{'a':T[0,4]},'b':T[2,6]}} | overlap or leave a gap",
        "{'a':T[0,4]},'b':T[8,12]}} | overlap or leave a gap",
        "{'a':T[4,8]}} | overlap or leave a gap",
        "{'a':T[0,8]}} | do not fit",
        "{'a':T[4,0]}} | do not fit",
        "{'a':T[-4,0]}} | do not fit",
        "{'a':T[0,9223372036854775807]}} | do not fit",
        "{'a':T[0,4]},'b':T[4,12]}} | do not fit",
        "{'a':T[0,4]},'b':T[4,8]},'c':T[8,12]}} | 12 bytes of data expected, 8 found",
        "{'a':T[0,4]}} | 4 bytes of data expected, 8 found",
        "{'a':T[0,4]},'a':T[4,8]}} | 'a' twice",
        "{'':T[0,8]}} | a tensor without a name",
        "{'__metadata__':{'run':'a','run':'b'}} | metadata 'run' twice",
        "{'__metadata__':{},'__metadata__':{}} | '__metadata__' twice",
        "{'a':{'dtype':'F64','dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 'dtype' twice",
        "{'a':{'dtype':'I64','shape':[2],'data_offsets':[0,16]}} | tensor 'a': I64 [2] is no weight",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | negative dimension",
        "{'a':{'dtype':'F32','shape':[9223372036854775807,4],'data_offsets':[0,8]}} | too many",
        "{'a':{'dtype':'F32','shape':[3000000000],'data_offsets':[0,12000000000]}} | too many",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,6]}} | asks at $.a.shape[0]",
        "{'a':{'dtype':'F32','shape':[1e999999999],'data_offsets':[0,8]}} | asks at $.a.shape[0]",
        "{'a':{'dtype':'F32','shape':[2]}} | lacks",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | unknown field 'x'",
        "{'__metadata__':{'epoch':3}} | metadata 'epoch' is not a string",
        "{'a':T[0,4]} | header is not as the format asks at $",
        "[1,2] | header is not as",
        "{}{} | header is not as",
      })
  void headersAgainstTheFormatAreRefused(String header, String reason) throws IOException {
    String json =
        header
            .replace('\'', '"')
            .replace("T[", "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[");
    String message = assertRefused(foreign(json, 8));
    assertTrue(message.contains(reason), message);
  }

  @Test
  void anAnnouncedHeaderOfAbsurdLengthIsNotLoaded() throws IOException {
    Path file = folder.resolve("absurd");
    for (long length : new long[] {0, 1, 10_000_001, Long.MAX_VALUE, -1}) {
      ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      Files.write(file, bytes.array());
      assertTrue(assertRefused(file).contains("not a safetensors file"));
    }
  }

  @Test
  void aHeaderThatIsNotTextIsRefused() throws IOException {
    Path file = folder.resolve("binary");
    byte[] bytes = {2, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xfe};
    Files.write(file, bytes);
    assertTrue(assertRefused(file).contains("not UTF-8"));
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    assertTrue(assertRefused(folder.resolve("missing")).contains("no such file"));
    assertTrue(assertRefused(folder).contains("not a file"));
  }

  @Test
  void namesThatTheFileNeedsItselfAreRefusedBeforeAnythingIsWritten() {
    FloatTensor scalar = FloatTensor.of(new float[1]);
    NamedTensors tensor = NamedTensors.of(Map.of("__metadata__", scalar));
    NamedTensors text = new NamedTensors(Map.of(), Map.of("smoothadv.sha256", "0"));
    Path file = folder.resolve("reserved");
    assertThrows(IllegalArgumentException.class, () -> SafeTensors.write(file, tensor));
    assertThrows(IllegalArgumentException.class, () -> SafeTensors.write(file, text));
    assertTrue(Files.notExists(file));
  }

  private NamedTensors writeAndRead(NamedTensors content) throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafeTensors.write(file, content);
    return SafeTensors.read(file);
  }

  private static NamedTensors sample() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("fc.weight", FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("bn1.running_mean", FloatTensor.of(new float[] {0.5f}, 1));
    tensors.put("nothing", FloatTensor.of(new float[0], 4, 0));
    tensors.put("momentum/fc.weight \"é\"", FloatTensor.of(new float[6], 3, 2));
    tensors.put("scalar", FloatTensor.of(new float[] {-1}));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("step", "12");
    metadata.put("configuration", "{\"arch\":\"cifar-resnet-8\",\n\"σ\":0.25}");
    metadata.put("a", "\"smoothadv.sha256\":\"");
    return new NamedTensors(tensors, metadata);
  }

  private Path foreign(String header, int dataLength) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataLength).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(folder.resolve("foreign.safetensors"), bytes.array());
  }

  private static String assertRefused(Path file) {
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> SafeTensors.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    return refused.getMessage();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
