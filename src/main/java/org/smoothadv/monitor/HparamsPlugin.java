package org.smoothadv.monitor;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.util.Map;

/**
 * The message in which TensorBoard's hparams plugin keeps what a run was configured with.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/plugin_data.proto">
 *     plugin_data.proto</a>
 */
final class Hyperparameters {
  /** HParamsPluginData.session_start_info; its version, field 1, is 0 and so not written. */
  private static final int SESSION_START_INFO = 3;

  /** SessionStartInfo.start_time_secs; its field 1 is a map such as {@link Struct} holds. */
  private static final int START_TIME_SECS = 5;

  private Hyperparameters() {}

  /**
   * Encodes an HParamsPluginData with a SessionStartInfo.
   *
   * @throws IllegalArgumentException if a value is neither a number, a boolean nor a string
   */
  static ByteString sessionStart(Map<String, ?> values, double startTimeSeconds) {
    Struct.Builder hparams = Struct.newBuilder();
    values.forEach((name, value) -> hparams.putFields(name, value(name, value)));
    ByteString.Output info = ByteString.newOutput();
    ByteString.Output data = ByteString.newOutput();
    try {
      hparams.build().writeTo(info);
      CodedOutputStream infoFields = CodedOutputStream.newInstance(info);
      infoFields.writeDouble(START_TIME_SECS, startTimeSeconds);
      infoFields.flush();
      CodedOutputStream dataFields = CodedOutputStream.newInstance(data);
      dataFields.writeBytes(SESSION_START_INFO, info.toByteString());
      dataFields.flush();
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return data.toByteString();
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
}
