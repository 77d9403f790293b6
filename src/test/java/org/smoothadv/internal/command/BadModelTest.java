package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that are missing, damaged or made by something else: each is refused by name. */
class BadModelTest {
  @TempDir Path folder;
  private Path model;
  private Path graph;
  private Path about;

  @BeforeEach
  void copyExport() throws IOException, InterruptedException {
    model = TinyExport.copy(folder);
    graph = model.resolve("saved_model.pb");
    about = model.resolve("assets.extra/smoothadv.json");
  }

  @Test
  void missingModelIsNamed() throws IOException {
    Path nothing = folder.resolve("nothing");
    assertRefused(nothing, "--model " + nothing + ": there is no such file or folder", "'export'");
  }

  @Test
  void folderWithoutGraphIsNoSavedModel() throws IOException {
    Files.delete(graph);
    assertRefused(model, "--model " + model + ": it is no SavedModel", graph + " is missing");
  }

  @Test
  void modelOfAnotherProgramIsRefused() throws IOException {
    Files.delete(about);
    assertRefused(model, "it was not made by 'export'", about + " is missing");
    assertRefused(graph, "it was not made by 'export'", about + " is missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 320_000})
  void graphCutShortIsDamaged(int length) throws IOException {
    Files.write(graph, Arrays.copyOf(Files.readAllBytes(graph), length));
    assertRefused(model, graph + " is damaged", "SHA-256", "export the run again");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300_000})
  void graphWithAFlippedBitIsDamaged(int position) throws IOException {
    byte[] bytes = Files.readAllBytes(graph);
    bytes[position] ^= 1;
    Files.write(graph, bytes);
    assertRefused(model, graph + " is damaged", "SHA-256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "not JSON", "\u00ff\u00fe"})
  void descriptionThatIsNoneIsDamaged(String content) throws IOException {
    Files.writeString(about, content, StandardCharsets.ISO_8859_1);
    assertRefused(model, about + " is damaged", "export the run again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "format": 2           | "format": 1            | not the description of an export in format 2
          "format": 2,          | ''                     | not the description of an export in format 2
          "batch": 64           | "batch": 64, "x": 1    | not the description of an export in format 2
          "classes": 10         | "classes": "ten"       | not JSON as this version
          "architecture": "cif  | "architektur": "cif    | 'architecture' is missing
          "digest": "           | "digest": "x           | no SHA-256 in hexadecimal
          float32               | float64                | 'precision' is missing
          cifar-resnet-8        | cifar-resnet-9         | depth 9 of a CIFAR ResNet is not 6n+2
          """)
  void damagedDescriptionIsNamedWithTheReason(String before, String after, String complaint)
      throws IOException {
    replace(before, after);
    assertRefused(model, about + " is damaged", complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cifar-resnet-8 | cifar-resnet-14 | weight 'layer1.1.conv1.kernel' is missing
          "classes": 10  | "classes": 11   | weight 'fc.kernel' is of shape [64, 10], expected shape [64, 11]
          """)
  void weightsOfAnotherNetworkAreRefused(String before, String after, String complaint)
      throws IOException {
    replace(before, after);
    assertRefused(model, graph + " is damaged", complaint);
  }

  /** As only somebody makes it who wants to: the digest is right. */
  @Test
  void graphThatIsNoneIsRefused() throws IOException {
    byte[] noise = HexFormat.of().parseHex("0102ff03");
    replaceGraph(noise);
    assertRefused(model, graph + " is damaged", "it is no SavedModel");
    replaceGraph(new byte[0]);
    assertRefused(model, graph + " is damaged", "weight 'conv1.kernel' is missing");
  }

  private void replaceGraph(byte[] content) throws IOException {
    Files.write(graph, content);
    String text = Files.readString(about);
    Files.writeString(
        about, text.replaceFirst("\"sha256\": \"[0-9a-f]*", "\"sha256\": \"" + sha256(content)));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void replace(String before, String after) throws IOException {
    String text = Files.readString(about);
    assertEquals(2, (text + " ").split(Pattern.quote(before), -1).length, before);
    Files.writeString(about, text.replace(before, after));
  }

  private void assertRefused(Path named, String... words) throws IOException {
    Map<String, String> before = Folders.content(folder);
    Path log = folder.resolve("log.tsv");
    Smoothadv.call("certify", "--n", "10", "--model", named.toString(), "--log", log.toString())
        .assertRefused(words);
    assertEquals(before, Folders.content(folder), "nothing is lost and nothing is written");
  }
}
