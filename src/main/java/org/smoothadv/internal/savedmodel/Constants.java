package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Constants of a graph: what they take in memory, and how small ones are made. */
final class Constants {
  /** Of a few bytes a file can say that all elements are equal. */
  private static final long MAX_FILLED_BYTES = 1L << 26;

  /** Types of numbers that are read, with the bytes of each. */
  private static final Map<DataType, Integer> SIZES =
      Map.ofEntries(
          Map.entry(DataType.DT_FLOAT, 4),
          Map.entry(DataType.DT_DOUBLE, 8),
          Map.entry(DataType.DT_HALF, 2),
          Map.entry(DataType.DT_BFLOAT16, 2),
          Map.entry(DataType.DT_BOOL, 1),
          Map.entry(DataType.DT_INT8, 1),
          Map.entry(DataType.DT_UINT8, 1),
          Map.entry(DataType.DT_INT16, 2),
          Map.entry(DataType.DT_UINT16, 2),
          Map.entry(DataType.DT_INT32, 4),
          Map.entry(DataType.DT_UINT32, 4),
          Map.entry(DataType.DT_INT64, 8),
          Map.entry(DataType.DT_UINT64, 8));

  private Constants() {}

  /** Whether elements of a type are numbers or truth values. */
  static boolean isNumeric(DataType type) {
    return SIZES.containsKey(type);
  }

  /** The bytes of all elements; -1 if they are no numbers, or more than an array can have. */
  static long bytes(DataType type, TensorShapeProto shape) {
    long bytes = SIZES.getOrDefault(type, -1);
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      if (dim.getSize() < 0
          || bytes < 0
          || (dim.getSize() > 0 && bytes > Integer.MAX_VALUE / dim.getSize())) {
        return -1;
      }
      bytes *= dim.getSize();
    }
    return shape.getUnknownRank() ? -1 : bytes;
  }

  /** Whether what a constant says of its elements is as much as its shape asks for. */
  static boolean isWhole(TensorProto value) {
    long bytes = bytes(value.getDtype(), value.getTensorShape());
    return bytes >= 0
        && (value.getTensorContent().isEmpty()
            ? bytes <= Math.max(MAX_FILLED_BYTES, value.getSerializedSize())
            : value.getTensorContent().size() == bytes);
  }

  /** As in {@code float32 [3, 3, 16]}. */
  static String describe(DataType type, TensorShapeProto shape) {
    String name = type.name().replaceFirst("DT_", "").toLowerCase(java.util.Locale.ROOT);
    return (name.equals("float") ? "float32" : name)
        + (shape.getUnknownRank()
            ? " of any shape"
            : shape.getDimList().stream()
                .map(dim -> dim.getSize() < 0 ? "?" : String.valueOf(dim.getSize()))
                .collect(Collectors.joining(", ", " [", "]")));
  }

  /** A float32 constant of no dimensions. */
  static TensorProto scalar(float value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(TensorShapeProto.getDefaultInstance())
        .addFloatVal(value)
        .build();
  }

  /** An int64 constant of no dimensions. */
  static TensorProto integer(long value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_INT64)
        .setTensorShape(TensorShapeProto.getDefaultInstance())
        .addInt64Val(value)
        .build();
  }

  /** An int32 constant of two dimensions, of which the first is missing where rows is 0. */
  static TensorProto integers(int rows, int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (rows > 0) {
      shape.addDimBuilder().setSize(rows);
    }
    shape.addDimBuilder().setSize(rows > 0 ? values.length / rows : values.length);
    bytes.asIntBuffer().put(values);
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_INT32)
        .setTensorShape(shape)
        .setTensorContent(ByteString.copyFrom(bytes))
        .build();
  }

  /** An attribute that names a type. */
  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
