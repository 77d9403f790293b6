package org.smoothadv.internal.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes small ONNX files, field by field of onnx.proto. */
public final class OnnxWriter {
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT64 = 7;
  static final int STRING = 8;
  static final int FLOAT16 = 10;

  interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private final long opset;
  private final List<byte[]> nodes = new ArrayList<>();
  private final List<byte[]> initializers = new ArrayList<>();
  private final List<byte[]> inputs = new ArrayList<>();
  private final List<byte[]> outputs = new ArrayList<>();

  /** Begins a file of a version of ONNX's operations. */
  public OnnxWriter(long opset) {
    this.opset = opset;
  }

  static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds a float input; -1 leaves a size open. */
  public OnnxWriter input(String name, long... shape) {
    return typedInput(name, FLOAT, shape);
  }

  OnnxWriter typedInput(String name, int type, long... shape) {
    inputs.add(valueInfo(name, type, shape));
    return this;
  }

  /** Names a result. */
  public OnnxWriter output(String name) {
    outputs.add(valueInfo(name, FLOAT));
    return this;
  }

  private static byte[] valueInfo(String name, int type, long... shape) {
    byte[] sizes =
        message(
            out -> {
              for (long size : shape) {
                out.writeByteArray(
                    1,
                    message(
                        d -> {
                          if (size < 0) {
                            d.writeString(2, "open");
                          } else {
                            d.writeInt64(1, size);
                          }
                        }));
              }
            });
    byte[] tensor =
        message(
            out -> {
              out.writeInt32(1, type);
              out.writeByteArray(2, sizes);
            });
    return message(
        out -> {
          out.writeString(1, name);
          out.writeByteArray(2, message(t -> t.writeByteArray(1, tensor)));
        });
  }

  /** Adds a float constant. */
  public OnnxWriter constant(String name, float[] values, long... shape) {
    return initializer(floats(name, values, shape));
  }

  /** Adds a constant vector of int64. */
  OnnxWriter integers(String name, long... values) {
    return initializer(integerTensor(name, values, values.length));
  }

  OnnxWriter initializer(byte[] tensor) {
    initializers.add(tensor);
    return this;
  }

  static byte[] floats(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor(name, FLOAT, raw.array(), shape);
  }

  static byte[] integerTensor(String name, long[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return tensor(name, INT64, raw.array(), shape);
  }

  static byte[] tensor(String name, int type, byte[] raw, long... shape) {
    return message(
        out -> {
          for (long size : shape) {
            out.writeInt64(1, size);
          }
          out.writeInt32(2, type);
          out.writeString(8, name);
          out.writeBytes(9, ByteString.copyFrom(raw));
        });
  }

  /** Adds a node with one result; inputs and attributes as they are given. */
  public OnnxWriter node(
      String operation, List<String> from, String to, Map<String, ?> attributes) {
    return node(operation, from, List.of(to), attributes);
  }

  OnnxWriter node(String operation, List<String> from, List<String> to, Map<String, ?> attributes) {
    nodes.add(
        message(
            out -> {
              for (String name : from) {
                out.writeString(1, name);
              }
              for (String name : to) {
                out.writeString(2, name);
              }
              out.writeString(3, "the " + operation);
              out.writeString(4, operation);
              for (Map.Entry<String, ?> attribute : attributes.entrySet()) {
                out.writeByteArray(5, attribute(attribute.getKey(), attribute.getValue()));
              }
            }));
    return this;
  }

  private static byte[] attribute(String name, Object value) {
    return message(
        out -> {
          out.writeString(1, name);
          if (value instanceof Float number) {
            out.writeFloat(2, number);
            out.writeInt32(20, 1);
          } else if (value instanceof Integer number) {
            out.writeInt64(3, number);
            out.writeInt32(20, 2);
          } else if (value instanceof String text) {
            out.writeString(4, text);
            out.writeInt32(20, 3);
          } else if (value instanceof byte[] tensor) {
            out.writeByteArray(5, tensor);
            out.writeInt32(20, 4);
          } else {
            for (long number : (long[]) value) {
              out.writeInt64(8, number);
            }
            out.writeInt32(20, 7);
          }
        });
  }

  /** The file. */
  public byte[] bytes() {
    byte[] graph =
        message(
            out -> {
              write(out, 1, nodes);
              out.writeString(2, "graph");
              write(out, 5, initializers);
              write(out, 11, inputs);
              write(out, 12, outputs);
            });
    return message(
        out -> {
          out.writeInt64(1, 8);
          out.writeString(2, "a test");
          out.writeByteArray(7, graph);
          out.writeByteArray(8, message(set -> set.writeInt64(2, opset)));
        });
  }

  private static void write(CodedOutputStream out, int field, List<byte[]> messages)
      throws IOException {
    for (byte[] each : messages) {
      out.writeByteArray(field, each);
    }
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }
}
