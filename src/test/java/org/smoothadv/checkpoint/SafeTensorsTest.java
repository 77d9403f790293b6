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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            folder,
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
    Path file = foreign(folder, header.replace('\'', '"'), 24);
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

  static NamedTensors sample() {
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

  /** A file with this header, as other programs write it. */
  static Path foreign(Path folder, String header, int dataLength) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataLength).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(folder.resolve("foreign.safetensors"), bytes.array());
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
