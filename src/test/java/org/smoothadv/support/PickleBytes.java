package org.smoothadv.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.smoothadv.internal.numpy.Dtype;
import org.smoothadv.internal.numpy.NdArray;

/**
 * Pickles of dictionaries of arrays and lists, as Python 2 (protocol 2) and Python 3 (protocol 4)
 * write them, apart from memos and frames.
 */
public final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean python2;

  private PickleBytes(boolean python2) {
    this.python2 = python2;
  }

  /** What Python 2 writes: its texts are bytes. */
  public static byte[] python2(Map<String, ?> dictionary) {
    return new PickleBytes(true).of(2, dictionary);
  }

  /** What Python 3 writes. */
  public static byte[] python3(Map<String, ?> dictionary) {
    return new PickleBytes(false).of(4, dictionary);
  }

  private byte[] of(int protocol, Object value) {
    out.write(0x80);
    out.write(protocol);
    value(value);
    out.write('.');
    return out.toByteArray();
  }

  private void value(Object value) {
    if (value instanceof Map<?, ?> dictionary) {
      opcodes("}(");
      dictionary.forEach(
          (key, content) -> {
            text((String) key);
            value(content);
          });
      opcodes("u");
    } else if (value instanceof List<?> list) {
      opcodes("](");
      list.forEach(this::value);
      opcodes("e");
    } else if (value instanceof NdArray array) {
      array(array);
    } else if (value instanceof Integer number) {
      opcodes("J");
      int4(number);
    } else {
      text((String) value);
    }
  }

  private void array(NdArray array) {
    opcodes(python2 ? "cnumpy.core.multiarray\n" : "cnumpy._core.multiarray\n");
    opcodes("_reconstruct\ncnumpy\nndarray\nK\0\u0085");
    bytes("b".getBytes(StandardCharsets.US_ASCII));
    opcodes("\u0087R(K\1(");
    array.shape().forEach(this::value);
    opcodes("t");
    dtype(array.dtype());
    opcodes(array.fortran() ? "\u0088" : "\u0089");
    byte[] data = new byte[array.data().remaining()];
    array.data().get(data);
    bytes(data);
    opcodes("tb");
  }

  private void dtype(Dtype dtype) {
    opcodes("cnumpy\ndtype\n");
    text("" + dtype.kind() + dtype.itemSize());
    opcodes("\u0089\u0088\u0087R(K\3");
    text(dtype.itemSize() == 1 ? "|" : dtype.order() == ByteOrder.BIG_ENDIAN ? ">" : "<");
    opcodes("NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb");
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    opcodes(python2 ? "U" : "\u008c");
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private void bytes(byte[] bytes) {
    opcodes(python2 ? "T" : "B");
    int4(bytes.length);
    out.writeBytes(bytes);
  }

  private void int4(int number) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  /** Opcodes: a byte for each character. */
  private void opcodes(String opcodes) {
    out.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
