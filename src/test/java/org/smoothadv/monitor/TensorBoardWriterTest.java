package org.smoothadv.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.support.EventFiles;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

class TensorBoardWriterTest {
  @TempDir Path folder;

  @Test
  void theFileBeginsWithItsVersionAndHoldsEachScalarAtOnce() throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder.resolve("run"))) {
      writer.scalar("loss", 3, 0.5);
      writer.scalar("loss", 1L << 40, Double.NaN);
      List<Event> events = EventFiles.read(onlyFile(folder.resolve("run")));
      assertEquals("brain.Event:2", events.get(0).getFileVersion());
      assertEquals(SessionLog.SessionStatus.START, events.get(1).getSessionLog().getStatus());
      assertEquals(3, events.get(2).getStep());
      assertEquals("loss", value(events.get(2)).getTag());
      assertEquals(0.5f, value(events.get(2)).getSimpleValue());
      assertEquals(1L << 40, events.get(3).getStep());
      assertTrue(Float.isNaN(value(events.get(3)).getSimpleValue()));
      assertEquals(System.currentTimeMillis() / 1000.0, events.get(3).getWallTime(), 60);
    }
  }

  /** The bytes that every event file of TensorFlow begins with: a message of 24 bytes, its CRC. */
  @Test
  void theFramingIsThatOfTensorFlow() throws IOException {
    TensorBoardWriter.open(folder).close();
    byte[] begin = Arrays.copyOf(Files.readAllBytes(onlyFile(folder)), 13);
    assertEquals("1800000000000000a37f4b2209", HexFormat.of().formatHex(begin));
  }

  @Test
  void textIsATensorOfTheTextPlugin() throws IOException {
    Summary.Value value = value(written(writer -> writer.text("run", 0, "**σ** = 0.25")));
    assertEquals("text", value.getMetadata().getPluginData().getPluginName());
    assertEquals("**σ** = 0.25", value.getTensor().getStringVal(0).toStringUtf8());
  }

  @Test
  void imagesArePngWithTheSamePixels() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0x123456);
    Summary.Image stored = value(written(writer -> writer.image("cat", 7, image))).getImage();
    assertEquals(3, stored.getWidth());
    assertEquals(2, stored.getHeight());
    assertEquals(3, stored.getColorspace());
    BufferedImage read = ImageIO.read(stored.getEncodedImageString().newInput());
    assertEquals(0xff123456, read.getRGB(2, 1));
    assertEquals(0xff000000, read.getRGB(0, 0));
  }

  @Test
  void theGraphComesBackAsItWas() throws IOException {
    GraphDef graph =
        GraphDef.newBuilder().addNode(NodeDef.newBuilder().setName("x").setOp("Const")).build();
    Event event = written(writer -> writer.graph(graph));
    assertEquals(graph, GraphDef.parseFrom(event.getGraphDef()));
  }

  /** Field numbers: tensorboard/plugins/hparams/plugin_data.proto. */
  @Test
  void hyperparametersAreASessionStartOfTheHparamsPlugin() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("sigma", 0.25);
    values.put("steps", 2);
    values.put("attack", "pgd");
    values.put("resume", false);
    UnknownFieldSet data = hparams("session_start_info", writer -> writer.begin(values, List.of()));
    assertFalse(data.hasField(1), "version 0");
    UnknownFieldSet info = message(data, 3);
    double start = Double.longBitsToDouble(info.getField(5).getFixed64List().get(0));
    assertEquals(System.currentTimeMillis() / 1000.0, start, 60);
    UnknownFieldSet map = UnknownFieldSet.newBuilder().addField(1, info.getField(1)).build();
    Struct hparams = Struct.parseFrom(map.toByteString());
    assertEquals(4, hparams.getFieldsCount());
    assertEquals(0.25, hparams.getFieldsOrThrow("sigma").getNumberValue());
    assertEquals(2, hparams.getFieldsOrThrow("steps").getNumberValue());
    assertEquals("pgd", hparams.getFieldsOrThrow("attack").getStringValue());
    assertTrue(hparams.getFieldsOrThrow("resume").hasBoolValue());
  }

  /** Field numbers: tensorboard/plugins/hparams/api.proto. */
  @Test
  void theExperimentListsHyperparametersAndMetrics() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("attack", "pgd");
    values.put("sigma", 0.25);
    values.put("resume", false);
    Metric metric = new Metric("accuracy/test", "accuracy", "of test images");
    UnknownFieldSet experiment =
        message(hparams("experiment", writer -> writer.begin(values, List.of(metric))), 2);
    List<UnknownFieldSet> infos = messages(experiment, 4);
    assertEquals(
        List.of("attack", "sigma", "resume"), infos.stream().map(i -> text(i, 1)).toList());
    assertEquals(
        List.of(1L, 3L, 2L), // string, float64, bool
        infos.stream().map(info -> info.getField(4).getVarintList().get(0)).toList());
    UnknownFieldSet shown = message(experiment, 5);
    assertEquals("accuracy/test", text(message(shown, 1), 2));
    assertEquals("accuracy", text(shown, 3));
    assertEquals("of test images", text(shown, 4));
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2"})
  void theEndSaysHowItWent(boolean success, long status) throws IOException {
    UnknownFieldSet end = message(hparams("session_end_info", writer -> writer.end(success)), 4);
    assertEquals(List.of(status), end.getField(1).getVarintList());
    double seconds = Double.longBitsToDouble(end.getField(2).getFixed64List().get(0));
    assertEquals(System.currentTimeMillis() / 1000.0, seconds, 60);
  }

  /** Field numbers: tensorboard/plugins/custom_scalar/layout.proto. */
  @Test
  void chartsAreALayoutOfTheCustomScalarsPlugin() throws IOException {
    Map<String, List<String>> charts = Map.of("loss", List.of("loss/train", "loss/test"));
    Summary.Value value = value(written(writer -> writer.charts("curves", charts)));
    assertEquals("custom_scalars__config__", value.getTag());
    assertEquals("custom_scalars", value.getMetadata().getPluginData().getPluginName());
    UnknownFieldSet category = message(fields(value.getTensor().getStringVal(0)), 2);
    assertEquals("curves", text(category, 1));
    UnknownFieldSet chart = message(category, 2);
    assertEquals("loss", text(chart, 1));
    assertEquals(
        List.of("loss/train", "loss/test"),
        message(chart, 2).getField(1).getLengthDelimitedList().stream()
            .map(ByteString::toStringUtf8)
            .toList());
  }

  @Test
  void otherTypesOfHyperparametersAreRefusedByName() throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> writer.begin(Map.of("radii", List.of(1)), List.of()))
              .getMessage();
      assertTrue(message.contains("'radii'"), message);
    }
  }

  /** TensorBoard takes the first description that it finds, and the first graph or the last. */
  @Test
  void aRunThatGoesOnHasOneFileWithOneDescriptionAndOneGraph() throws IOException {
    GraphDef graph = GraphDef.newBuilder().addNode(NodeDef.newBuilder().setName("x")).build();
    Path old = folder.resolve("old");
    try (TensorBoardWriter first = TensorBoardWriter.open(old)) {
      first.begin(Map.of("epochs", 41), List.of());
      first.graph(graph);
      first.text("note", 39, "kept");
      first.scalar("loss", 39, 3);
      first.scalar("loss", 40, 2);
      first.scalar("loss", 41, 1);
      first.end(false);
    }
    Path run = folder.resolve("run");
    try (TensorBoardWriter second = TensorBoardWriter.resume(List.of(old), run, 41)) {
      second.begin(Map.of("epochs", 43), List.of());
      second.graph(graph);
      second.scalar("loss", 41, 4);
    }
    assertFalse(Files.exists(old));
    List<Event> events = EventFiles.read(onlyFile(run));
    assertEquals(1, events.stream().filter(event -> !event.getGraphDef().isEmpty()).count());
    assertEquals(
        List.of("note 39 0.0", "loss 39 3.0", "loss 40 2.0", "loss 41 4.0"),
        events.stream()
            .flatMap(
                event ->
                    event.getSummary().getValueList().stream()
                        .filter(value -> !value.getTag().startsWith("_hparams_"))
                        .map(v -> v.getTag() + " " + event.getStep() + " " + v.getSimpleValue()))
            .toList());
    assertEquals(
        List.of("_hparams_/experiment", "_hparams_/session_start_info"),
        events.stream()
            .flatMap(event -> event.getSummary().getValueList().stream())
            .map(Summary.Value::getTag)
            .filter(tag -> tag.startsWith("_hparams_"))
            .toList());
  }

  @Test
  void aRecordThatACrashCutOffIsLeftOut() throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      writer.scalar("loss", 1, 3);
      writer.scalar("loss", 2, 2);
    }
    Path file = onlyFile(folder);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    TensorBoardWriter.resume(List.of(), folder, 9).close();
    List<Event> events = EventFiles.read(onlyFile(folder));
    assertEquals("loss", value(events.get(events.size() - 1)).getTag());
    assertEquals(1, events.get(events.size() - 1).getStep());
  }

  @Test
  void pointsThatAreWrittenAgainReplaceThoseBefore() throws IOException {
    TensorBoardWriter.open(folder).close();
    TensorBoardWriter.writePoints(folder, "certified", 5, Map.of("accuracy/r=0.50", 0.25));
    TensorBoardWriter.writePoints(folder, "certified", 5, Map.of("accuracy/r=0.50", 0.75));
    TensorBoardWriter.writePoints(folder, "attacked", 5, Map.of("accuracy/pgd", 0.5));
    TensorBoardWriter.resume(List.of(), folder, 6).close();
    assertEquals(3, EventFiles.in(folder).size());
    Map<String, Float> values = new LinkedHashMap<>();
    for (Event event : EventFiles.all(folder)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        assertNull(values.put(value.getTag(), value.getSimpleValue()), value.getTag());
      }
    }
    assertEquals(Map.of("accuracy/r=0.50", 0.75f, "accuracy/pgd", 0.5f), values);
  }

  @Test
  void aFolderThatCannotBeCreatedIsAnError() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(IOException.class, () -> TensorBoardWriter.open(file.resolve("run")));
  }

  @FunctionalInterface
  private interface Writing {
    void to(TensorBoardWriter writer) throws IOException;
  }

  private Event written(Writing writing) throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      writing.to(writer);
    }
    List<Event> events = EventFiles.read(onlyFile(folder));
    assertEquals(3, events.size());
    return events.get(2);
  }

  /** What the plugin is told under a tag. */
  private UnknownFieldSet hparams(String tag, Writing writing) throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      writing.to(writer);
    }
    Summary.Value value =
        EventFiles.all(folder).stream()
            .flatMap(event -> event.getSummary().getValueList().stream())
            .filter(v -> v.getTag().equals("_hparams_/" + tag))
            .findFirst()
            .orElseThrow();
    assertEquals("hparams", value.getMetadata().getPluginData().getPluginName());
    return fields(value.getMetadata().getPluginData().getContent());
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws IOException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString content : message.getField(field).getLengthDelimitedList()) {
      messages.add(fields(content));
    }
    return messages;
  }

  private static UnknownFieldSet message(UnknownFieldSet message, int field) throws IOException {
    return messages(message, field).get(0);
  }

  private static String text(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
  }

  private static Summary.Value value(Event event) {
    assertEquals(1, event.getSummary().getValueCount());
    return event.getSummary().getValue(0);
  }

  private static UnknownFieldSet fields(ByteString message) throws IOException {
    return UnknownFieldSet.parseFrom(CodedInputStream.newInstance(message.toByteArray()));
  }

  private static Path onlyFile(Path folder) throws IOException {
    List<Path> files = EventFiles.in(folder);
    assertEquals(1, files.size());
    return files.get(0);
  }
}
