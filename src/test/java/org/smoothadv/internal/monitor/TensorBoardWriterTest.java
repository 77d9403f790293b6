package org.smoothadv.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  private static Summary.Value value(Event event) {
    assertEquals(1, event.getSummary().getValueCount());
    return event.getSummary().getValue(0);
  }

  private static Path onlyFile(Path folder) throws IOException {
    List<Path> files = EventFiles.in(folder);
    assertEquals(1, files.size());
    return files.get(0);
  }
}
