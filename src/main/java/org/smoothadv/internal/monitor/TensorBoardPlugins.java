package org.smoothadv.internal.monitor;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.smoothadv.internal.monitor.TensorBoardWriter.Metric;

/**
 * Messages of TensorBoard's plugins: in which hparams keeps what a run was configured with, how it
 * ended, and what is shown of all runs, and custom scalars which curves are drawn in one chart.
 * Fields are named as in the descriptions of the messages.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/plugin_data.proto">
 *     plugin_data.proto</a>
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/api.proto">
 *     api.proto</a>
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/custom_scalar/layout.proto">
 *     layout.proto</a>
 */
final class TensorBoardPlugins {
  static final String HPARAMS = "hparams";
  static final String CUSTOM_SCALARS = "custom_scalars";
  static final String CUSTOM_SCALARS_TAG = "custom_scalars__config__";

  /** How a session ended; the numbers of Status. */
  private static final int STATUS_SUCCESS = 1;

  private static final int STATUS_FAILURE = 2;

  /** The numbers of DataType. */
  private static final int TYPE_STRING = 1;

  private static final int TYPE_BOOL = 2;
  private static final int TYPE_FLOAT64 = 3;

  /** TensorBoard sorts by name, but shows those first that differ, and five of them at once. */
  private static final int SHOWN_AT_ONCE = 5;

  private TensorBoardPlugins() {}

  /** A message's fields as they are written; memory does not fail. */
  @FunctionalInterface
  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static ByteString message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return bytes.toByteString();
  }

  /** An HParamsPluginData; its version, field 1, is 0 and so not written. */
  private static ByteString pluginData(int field, ByteString content) {
    return message(out -> out.writeBytes(field, content));
  }

  /**
   * Encodes an Experiment: which hyperparameters and which metrics are shown, of this run and those
   * beside it.
   *
   * @param values hyperparameters of a run, the first ones being those that are shown at once
   * @param metrics likewise
   */
  static ByteString experiment(Map<String, ?> values, List<Metric> metrics) {
    List<String> first = values.keySet().stream().limit(SHOWN_AT_ONCE).toList();
    return pluginData(
        2,
        message(
            experiment -> {
              for (Map.Entry<String, ?> entry : values.entrySet()) {
                boolean differs = first.contains(entry.getKey());
                experiment.writeBytes(4, hparamInfo(entry.getKey(), entry.getValue(), differs));
              }
              for (Metric metric : metrics) {
                experiment.writeBytes(5, metricInfo(metric));
              }
            }));
  }

  /** Without a domain: the other runs' values are not known. */
  private static ByteString hparamInfo(String name, Object value, boolean differs) {
    int type =
        switch (value(name, value).getKindCase()) {
          case BOOL_VALUE -> TYPE_BOOL;
          case NUMBER_VALUE -> TYPE_FLOAT64;
          default -> TYPE_STRING;
        };
    return message(
        info -> {
          info.writeString(1, name);
          info.writeEnum(4, type);
          info.writeBool(7, differs);
        });
  }

  private static ByteString metricInfo(Metric metric) {
    return message(
        info -> {
          info.writeBytes(1, message(name -> name.writeString(2, metric.tag())));
          info.writeString(3, metric.name());
          info.writeString(4, metric.description());
        });
  }

  /**
   * Encodes a SessionStartInfo.
   *
   * @throws IllegalArgumentException if a value is neither a number, a boolean nor a string
   */
  static ByteString sessionStart(Map<String, ?> values, double startTimeSeconds) {
    Struct.Builder hparams = Struct.newBuilder();
    values.forEach((name, value) -> hparams.putFields(name, value(name, value)));
    return pluginData(
        3,
        message(
            info -> {
              hparams.build().writeTo(info); // field 1 is a map such as a Struct holds
              info.writeDouble(5, startTimeSeconds);
            }));
  }

  /** Encodes a SessionEndInfo. */
  static ByteString sessionEnd(boolean success, double endTimeSeconds) {
    return pluginData(
        4,
        message(
            info -> {
              info.writeEnum(1, success ? STATUS_SUCCESS : STATUS_FAILURE);
              info.writeDouble(2, endTimeSeconds);
            }));
  }

  private static Value value(String name, Object value) {
    Value.Builder builder = Value.newBuilder();
    if (value instanceof Boolean flag) {
      return builder.setBoolValue(flag).build();
    }
    if (value instanceof Number number) {
      return builder.setNumberValue(number.doubleValue()).build();
    }
    if (value instanceof String text) {
      return builder.setStringValue(text).build();
    }
    throw new IllegalArgumentException(
        "hyperparameter '%s' must be a number, a boolean or a string, not %s"
            .formatted(name, value));
  }

  /**
   * Encodes a Layout of one category.
   *
   * @param charts regular expressions of the tags of a chart, by its title
   */
  static ByteString layout(String category, Map<String, List<String>> charts) {
    ByteString content =
        message(
            fields -> {
              fields.writeString(1, category);
              for (Map.Entry<String, List<String>> chart : charts.entrySet()) {
                fields.writeBytes(2, chart(chart.getKey(), chart.getValue()));
              }
            });
    return message(layout -> layout.writeBytes(2, content));
  }

  /** A Chart with a MultilineChartContent. */
  private static ByteString chart(String title, List<String> tags) {
    ByteString lines =
        message(
            fields -> {
              for (String tag : tags) {
                fields.writeString(1, tag);
              }
            });
    return message(
        chart -> {
          chart.writeBytes(1, ByteString.copyFromUtf8(title));
          chart.writeBytes(2, lines);
        });
  }
}
