package org.smoothadv.internal.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts pickles together, opcode by opcode, good ones and bad ones. */
public final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Writes bytes, given as characters up to 255. */
  public PickleWriter raw(String latin1) {
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Writes an opcode and bytes that belong to it. */
  public PickleWriter op(int code, int... bytes) {
    out.write(code);
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** PROTO. */
  public PickleWriter protocol(int protocol) {
    return op(0x80, protocol);
  }

  /** MARK. */
  public PickleWriter mark() {
    return op('(');
  }

  /** BINUNICODE. */
  public PickleWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X').i4(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  /** BINBYTES. */
  public PickleWriter bytes(byte... bytes) {
    op('B').i4(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** LONG1 of eight bytes. */
  public PickleWriter whole(long value) {
    return op(0x8a, Long.BYTES).i8(value);
  }

  /** A tuple of whole numbers. */
  public PickleWriter wholes(long... values) {
    mark();
    for (long value : values) {
      whole(value);
    }
    return op('t');
  }

  /** GLOBAL. */
  public PickleWriter global(String module, String name) {
    return raw("c" + module + "\n" + name + "\n");
  }

  /** STOP; returns the pickle. */
  public byte[] stop() {
    return op('.').toByteArray();
  }

  /** What is written so far. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  /** Four bytes, little-endian. */
  public PickleWriter i4(int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  /** Eight bytes, little-endian. */
  public PickleWriter i8(long value) {
    out.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }
}
