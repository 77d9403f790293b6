package org.smoothadv.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;

/** Files that are no safetensors files, or damaged ones, are refused by their names. */
class DamagedSafeTensorsTest {
  @TempDir Path folder;

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
    SafeTensors.write(file, SafeTensorsTest.sample());
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
    SafeTensors.write(file, SafeTensorsTest.sample());
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
    SafeTensors.write(file, SafeTensorsTest.sample());
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
    String message = assertRefused(SafeTensorsTest.foreign(folder, json, 8));
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

  private static String assertRefused(Path file) {
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> SafeTensors.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    return refused.getMessage();
  }
}
