package org.smoothadv.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.monitor.TensorBoardWriter.Metric;
import org.smoothadv.support.EventFiles;
import org.tensorflow.proto.Summary;

/** The messages of TensorBoard's plugins, field by field, as these describe them. */
class TensorBoardPluginsTest {
  @TempDir Path folder;

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
    Summary.Value value =
        value("custom_scalars__config__", writer -> writer.charts("curves", charts));
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

  @FunctionalInterface
  private interface Writing {
    void to(TensorBoardWriter writer) throws IOException;
  }

  /** What the plugin is told under a tag. */
  private UnknownFieldSet hparams(String tag, Writing writing) throws IOException {
    Summary.Value value = value("_hparams_/" + tag, writing);
    assertEquals("hparams", value.getMetadata().getPluginData().getPluginName());
    return fields(value.getMetadata().getPluginData().getContent());
  }

  private Summary.Value value(String tag, Writing writing) throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      writing.to(writer);
    }
    return EventFiles.all(folder).stream()
        .flatMap(event -> event.getSummary().getValueList().stream())
        .filter(value -> value.getTag().equals(tag))
        .findFirst()
        .orElseThrow();
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

  private static UnknownFieldSet fields(ByteString message) throws IOException {
    return UnknownFieldSet.parseFrom(CodedInputStream.newInstance(message.toByteArray()));
  }
}
