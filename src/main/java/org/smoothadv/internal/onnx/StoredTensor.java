package org.smoothadv.internal.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.onnx.OnnxModel.ElementType;

/** The fields of a TensorProto while it is read. */
final class StoredTensor {
  private String name = "";
  private final List<Long> shape = new ArrayList<>();
  private int type;
  private final DoubleStream.Builder floats = DoubleStream.builder();
  private final LongStream.Builder integers = LongStream.builder();

  /** All elements, little-endian; null where they are in one of the lists. */
  private ByteBuffer raw;

  /** Whether the elements are in another file. */
  private boolean external;

  String name() {
    return name;
  }

  /** Reads one field, as {@link ProtoReader.Field} says. */
  boolean field(ProtoReader proto, int number, int wireType) throws IOException {
    CodedInputStream in = proto.in();
    boolean packed = wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    switch (number) {
      case 1 -> proto.repeated(wireType, () -> shape.add(in.readInt64()));
      case 2 -> type = in.readInt32();
      case 4, 9, 10 -> {
        if (packed) {
          // Packed floats lie as the raw bytes do.
          requireFirst();
          raw = in.readByteBuffer();
        } else {
          floats.add(number == 4 ? in.readFloat() : in.readDouble());
        }
      }
      case 5 -> proto.repeated(wireType, () -> integers.add(in.readInt32()));
      case 7, 11 -> proto.repeated(wireType, () -> integers.add(in.readInt64()));
      case 8 -> name = in.readString();
      case 13 -> {
        external = true;
        return false;
      }
      case 14 -> external |= in.readInt32() != 0;
      default -> {
        return false;
      }
    }
    return true;
  }

  private void requireFirst() throws InvalidProtocolBufferException {
    if (raw != null) {
      throw new InvalidProtocolBufferException("two lists of values");
    }
  }

  /**
   * The tensor, floats of all kinds as float32.
   *
   * @throws InvalidInputException if it has not as many elements as its shape says
   */
  HostArray array() {
    if (external) {
      throw new InvalidInputException(
          "its values are in another file: save the model with everything in one file");
    }
    ElementType element = ElementType.of(type);
    long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
    long count = HostArray.count(sizes);
    return switch (element) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 ->
          HostArray.floats(require(floats(element), count), sizes);
      case INT64, INT32, INT16, INT8, UINT8, UINT16, UINT32, UINT64 ->
          HostArray.integers(require(integers(element), count).array(), sizes);
      case BOOL -> HostArray.booleans(require(integers(element), count).array(), sizes);
      default ->
          throw new InvalidInputException("elements of type " + element + " are not supported");
    };
  }

  private static <B extends Buffer> B require(B elements, long count) {
    if (elements.remaining() != count) {
      throw new InvalidInputException(
          "%d values expected by its shape, %d found".formatted(count, elements.remaining()));
    }
    return elements;
  }

  private FloatBuffer floats(ElementType element) {
    if (raw == null) {
      boolean bits = element == ElementType.FLOAT16 || element == ElementType.BFLOAT16;
      long[] patterns = integers.build().toArray();
      double[] numbers = floats.build().toArray();
      float[] values = new float[bits ? patterns.length : numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = bits ? decode(element, (short) patterns[i]) : (float) numbers[i];
      }
      return FloatBuffer.wrap(values);
    }
    ByteBuffer bytes = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (element == ElementType.FLOAT) {
      requireWhole(bytes, Float.BYTES);
      return bytes.asFloatBuffer();
    }
    int width = element == ElementType.DOUBLE ? Double.BYTES : Short.BYTES;
    requireWhole(bytes, width);
    float[] values = new float[bytes.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          width == Double.BYTES ? (float) bytes.getDouble() : decode(element, bytes.getShort());
    }
    return FloatBuffer.wrap(values);
  }

  private static float decode(ElementType element, short bits) {
    if (element == ElementType.BFLOAT16) {
      return Float.intBitsToFloat(bits << 16);
    }
    int exponent = bits >> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24f;
          case 0x1f -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + mantissa * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  private static void requireWhole(ByteBuffer bytes, int width) {
    if (bytes.remaining() % width != 0) {
      throw new InvalidInputException(
          "%d bytes are no whole number of values".formatted(bytes.remaining()));
    }
  }

  private LongBuffer integers(ElementType element) {
    if (raw == null) {
      return LongBuffer.wrap(integers.build().toArray());
    }
    ByteBuffer bytes = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int width =
        switch (element) {
          case INT64, UINT64 -> Long.BYTES;
          case INT32, UINT32 -> Integer.BYTES;
          case INT16, UINT16 -> Short.BYTES;
          default -> Byte.BYTES;
        };
    requireWhole(bytes, width);
    long[] values = new long[bytes.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (element) {
            case INT64, UINT64 -> bytes.getLong();
            case INT32 -> bytes.getInt();
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt());
            case INT16 -> bytes.getShort();
            case UINT16 -> Short.toUnsignedLong(bytes.getShort());
            case INT8 -> bytes.get();
            default -> Byte.toUnsignedLong(bytes.get());
          };
    }
    return LongBuffer.wrap(values);
  }
}
