package org.smoothadv.checkpoint.pytorch;

import java.nio.ByteBuffer;
import org.smoothadv.input.EnumNames;
import org.smoothadv.numpy.HalfFloats;

/** The types of the elements of a storage; those with a fraction can be read as float32. */
enum ElementType {
  FLOAT32("Float", Float.BYTES) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.getFloat(index);
    }
  },
  FLOAT64("Double", Double.BYTES) {
    @Override
    float read(ByteBuffer data, int index) {
      return (float) data.getDouble(index);
    }
  },
  FLOAT16("Half", Short.BYTES) {
    @Override
    float read(ByteBuffer data, int index) {
      return HalfFloats.fromBinary16(data.getShort(index));
    }
  },
  BFLOAT16("BFloat16", Short.BYTES) {
    @Override
    float read(ByteBuffer data, int index) {
      return HalfFloats.fromBfloat16(data.getShort(index));
    }
  },
  INT64("Long", Long.BYTES),
  INT32("Int", Integer.BYTES),
  INT16("Short", Short.BYTES),
  INT8("Char", Byte.BYTES),
  UINT8("Byte", Byte.BYTES),
  BOOL("Bool", Byte.BYTES),
  COMPLEX64("ComplexFloat", 2 * Float.BYTES),
  COMPLEX128("ComplexDouble", 2 * Double.BYTES),
  QINT8("QInt8", Byte.BYTES),
  QUINT8("QUInt8", Byte.BYTES),
  QINT32("QInt32", Integer.BYTES);

  private final String pyTorch;
  private final int bytes;

  ElementType(String pyTorch, int bytes) {
    this.pyTorch = pyTorch;
    this.bytes = bytes;
  }

  /** The name of PyTorch's class of storages, such as {@code FloatStorage}. */
  String storageClass() {
    return pyTorch + "Storage";
  }

  /** The number of bytes of an element. */
  int bytes() {
    return bytes;
  }

  /**
   * Reads an element, rounded to float32.
   *
   * @param index in bytes
   * @throws IllegalArgumentException if elements are whole numbers
   */
  float read(ByteBuffer data, int index) {
    throw new IllegalArgumentException(
        "elements of type " + EnumNames.of(this) + " are no weights");
  }
}
