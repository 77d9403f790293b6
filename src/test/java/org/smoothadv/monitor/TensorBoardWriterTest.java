package org.smoothadv.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
      assertEquals(3, events.get(1).getStep());
      assertEquals("loss", value(events.get(1)).getTag());
      assertEquals(0.5f, value(events.get(1)).getSimpleValue());
      assertEquals(1L << 40, events.get(2).getStep());
      assertTrue(Float.isNaN(value(events.get(2)).getSimpleValue()));
      assertEquals(System.currentTimeMillis() / 1000.0, events.get(2).getWallTime(), 60);
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
    Summary.Value value = value(written(writer -> writer.hyperparameters(values)));
    assertEquals("_hparams_/session_start_info", value.getTag());
    assertEquals("hparams", value.getMetadata().getPluginData().getPluginName());
    UnknownFieldSet data = fields(value.getMetadata().getPluginData().getContent());
    assertFalse(data.hasField(1), "version 0");
    UnknownFieldSet info = fields(data.getField(3).getLengthDelimitedList().get(0));
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

  @Test
  void otherTypesOfHyperparametersAreRefusedByName() throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> writer.hyperparameters(Map.of("radii", List.of(1))))
              .getMessage();
      assertTrue(message.contains("'radii'"), message);
    }
  }

  @Test
  void aResumedRunAddsAFileThatStartsAtItsStep() throws IOException {
    try (TensorBoardWriter first = TensorBoardWriter.open(folder);
        TensorBoardWriter second = TensorBoardWriter.resume(folder, 40)) {
      first.scalar("loss", 41, 1);
      second.scalar("loss", 40, 2);
    }
    List<Path> files = EventFiles.in(folder);
    assertEquals(2, files.size());
    assertEquals(41, EventFiles.read(files.get(0)).get(1).getStep());
    Event start = EventFiles.read(files.get(1)).get(1);
    assertEquals(SessionLog.SessionStatus.START, start.getSessionLog().getStatus());
    assertEquals(40, start.getStep());
    assertTrue(files.get(1).getFileName().toString().contains("tfevents"));
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
    assertEquals(2, events.size());
    return events.get(1);
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
