package org.smoothadv.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.smoothadv.input.EnumNames;
import org.smoothadv.internal.numpy.HalfFloats;

/** The types of the elements of stored tensors; those with a fraction are read, as float32. */
public enum ElementType {
  FLOAT32("F32", "Float", Float.BYTES) {
    @Override
    public float read(ByteBuffer data, int index) {
      return data.getFloat(index);
    }
  },
  FLOAT64("F64", "Double", Double.BYTES) {
    @Override
    public float read(ByteBuffer data, int index) {
      return (float) data.getDouble(index);
    }
  },
  FLOAT16("F16", "Half", Short.BYTES) {
    @Override
    public float read(ByteBuffer data, int index) {
      return HalfFloats.fromBinary16(data.getShort(index));
    }
  },
  BFLOAT16("BF16", "BFloat16", Short.BYTES) {
    @Override
    public float read(ByteBuffer data, int index) {
      return HalfFloats.fromBfloat16(data.getShort(index));
    }
  },
  INT64("I64", "Long", Long.BYTES),
  INT32("I32", "Int", Integer.BYTES),
  INT16("I16", "Short", Short.BYTES),
  INT8("I8", "Char", Byte.BYTES),
  UINT64("U64", null, Long.BYTES),
  UINT32("U32", null, Integer.BYTES),
  UINT16("U16", null, Short.BYTES),
  UINT8("U8", "Byte", Byte.BYTES),
  BOOL("BOOL", "Bool", Byte.BYTES),
  COMPLEX64(null, "ComplexFloat", 2 * Float.BYTES),
  COMPLEX128(null, "ComplexDouble", 2 * Double.BYTES),
  QINT8(null, "QInt8", Byte.BYTES),
  QUINT8(null, "QUInt8", Byte.BYTES),
  QINT32(null, "QInt32", Integer.BYTES);

  private final String safeTensors;
  private final String pyTorch;
  private final int bytes;

  ElementType(String safeTensors, String pyTorch, int bytes) {
    this.safeTensors = safeTensors;
    this.pyTorch = pyTorch;
    this.bytes = bytes;
  }

  /** The type that safetensors files call so, such as {@code F32}. */
  static Optional<ElementType> ofSafeTensors(String name) {
    return Arrays.stream(values()).filter(type -> name.equals(type.safeTensors)).findFirst();
  }

  /** The name in safetensors files; null where they have none. */
  String safeTensors() {
    return safeTensors;
  }

  /** The name of PyTorch's class of storages, such as {@code FloatStorage}, where it has one. */
  public Optional<String> storageClass() {
    return Optional.ofNullable(pyTorch).map(name -> name + "Storage");
  }

  /** The number of bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are numbers with a fraction, as weights are. */
  boolean hasFraction() {
    return compareTo(BFLOAT16) <= 0;
  }

  /**
   * Reads an element, rounded to float32.
   *
   * @param index in bytes
   * @throws IllegalArgumentException if elements are whole numbers
   */
  public float read(ByteBuffer data, int index) {
    throw new IllegalArgumentException(
        "elements of type " + EnumNames.of(this) + " are no weights");
  }
}
