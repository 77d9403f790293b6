package org.smoothadv.internal.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads messages of protobuf field by field. No length is believed that is beyond the file. */
final class ProtoReader {
  /** Reads one field of a message, whose tag has been read; false for one that is not needed. */
  interface Field {
    boolean read(int number, int wireType) throws IOException;
  }

  /** Reads one element of a list. */
  interface Element {
    void read() throws IOException;
  }

  private final CodedInputStream in;

  /** Reads what a buffer has; byte strings remain parts of it. */
  ProtoReader(ByteBuffer content) {
    in = CodedInputStream.newInstance(content);
    in.enableAliasing(true);
  }

  /** The values of fields. */
  CodedInputStream in() {
    return in;
  }

  /** Reads fields up to the end of the message. */
  void message(Field field) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!field.read(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag))) {
        in.skipField(tag);
      }
    }
  }

  /** Reads a field that is a message. */
  void nested(Field field) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    message(field);
    in.popLimit(limit);
  }

  /** Reads one element, or a packed list of them. */
  void repeated(int wireType, Element element) throws IOException {
    if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      element.read();
      return;
    }
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      element.read();
    }
    in.popLimit(limit);
  }
}
