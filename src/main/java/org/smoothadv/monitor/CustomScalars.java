package org.smoothadv.monitor;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The message in which TensorBoard's custom scalars plugin keeps which curves are drawn in one
 * chart.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/custom_scalar/layout.proto">
 *     layout.proto</a>
 */
final class CustomScalars {
  static final String PLUGIN_NAME = "custom_scalars";
  static final String TAG = "custom_scalars__config__";

  private CustomScalars() {}

  /**
   * Encodes a Layout of one category.
   *
   * @param charts regular expressions of the tags of a chart, by its title
   */
  static ByteString layout(String category, Map<String, List<String>> charts) throws IOException {
    ByteString.Output content = ByteString.newOutput();
    CodedOutputStream fields = CodedOutputStream.newInstance(content);
    fields.writeString(1, category);
    for (Map.Entry<String, List<String>> chart : charts.entrySet()) {
      fields.writeBytes(2, chart(chart.getKey(), chart.getValue()));
    }
    fields.flush();
    return bytes(2, content.toByteString());
  }

  /** A Chart with a MultilineChartContent. */
  private static ByteString chart(String title, List<String> tags) throws IOException {
    ByteString.Output lines = ByteString.newOutput();
    CodedOutputStream fields = CodedOutputStream.newInstance(lines);
    for (String tag : tags) {
      fields.writeString(1, tag);
    }
    fields.flush();
    return bytes(1, ByteString.copyFromUtf8(title)).concat(bytes(2, lines.toByteString()));
  }

  private static ByteString bytes(int field, ByteString content) throws IOException {
    ByteString.Output message = ByteString.newOutput();
    CodedOutputStream fields = CodedOutputStream.newInstance(message);
    fields.writeBytes(field, content);
    fields.flush();
    return message.toByteString();
  }
}
