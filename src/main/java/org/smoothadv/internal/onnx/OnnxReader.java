package org.smoothadv.internal.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.files.ForeignFile;
import org.smoothadv.internal.onnx.OnnxModel.Attribute;
import org.smoothadv.internal.onnx.OnnxModel.ElementType;
import org.smoothadv.internal.onnx.OnnxModel.Input;
import org.smoothadv.internal.onnx.OnnxModel.Kind;
import org.smoothadv.internal.onnx.OnnxModel.Node;

/**
 * Reads the messages of onnx.proto (github.com/onnx/onnx) that describe a network. Numbers of
 * fields and of types are those of that file. Weights stay in the file until they are asked for.
 */
final class OnnxReader {
  private static final Set<String> STANDARD_DOMAINS = Set.of("", "ai.onnx");

  private final Path file;
  private final ProtoReader proto;
  private final CodedInputStream in;

  private long opset;
  private long irVersion;
  private boolean hasGraph;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, HostArray> initializers = new LinkedHashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();

  private OnnxReader(Path file, ProtoReader proto) {
    this.file = file;
    this.proto = proto;
    in = proto.in();
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if there is no such file, or it is no ONNX file, damaged, cut
   *     short, longer than 2 GB, or keeps weights in other files
   * @throws IOException if a good file cannot be read
   */
  static OnnxModel read(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      if (bytes.size() > Integer.MAX_VALUE) {
        throw new InvalidInputException(
            "%s: %d bytes; ONNX files up to 2 GB are read".formatted(file, bytes.size()));
      }
      ByteBuffer content = bytes.slice(0, (int) bytes.size());
      ByteBuffer start = bytes.slice(0, (int) Math.min(ForeignFile.START_BYTES, bytes.size()));
      OnnxReader reader = new OnnxReader(file, new ProtoReader(content));
      try {
        reader.proto.message(reader::modelField);
      } catch (InvalidProtocolBufferException e) {
        String reason =
            ForeignFile.describe(start)
                .map(
                    kind ->
                        kind.equals(ForeignFile.ONNX)
                            ? "damaged or cut short: copy it again"
                            : kind)
                .orElse("damaged, cut short, or no ONNX file");
        throw new InvalidInputException("%s: %s".formatted(file, reason), e);
      }
      return reader.model(start);
    }
  }

  private OnnxModel model(ByteBuffer start) {
    if (!hasGraph || irVersion < 1) {
      throw new InvalidInputException(
          "%s: not an ONNX file%s"
              .formatted(
                  file, ForeignFile.describe(start).map(kind -> ", but " + kind).orElse("")));
    }
    return new OnnxModel(
        opset, List.copyOf(nodes), Map.copyOf(initializers), List.copyOf(inputs), outputs);
  }

  private boolean modelField(int number, int wireType) throws IOException {
    if (number == 1 && wireType == WireFormat.WIRETYPE_VARINT) {
      irVersion = in.readInt64();
      return true;
    }
    if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED || (number != 7 && number != 8)) {
      return false;
    }
    if (number == 7) {
      hasGraph = true;
      proto.nested(this::graphField);
    } else {
      operatorSet();
    }
    return true;
  }

  private void operatorSet() throws IOException {
    String[] domain = {""};
    long[] version = {0};
    proto.nested(
        (number, wireType) -> {
          switch (number) {
            case 1 -> domain[0] = in.readString();
            case 2 -> version[0] = in.readInt64();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (STANDARD_DOMAINS.contains(domain[0])) {
      opset = Math.max(opset, version[0]);
    }
  }

  private boolean graphField(int number, int wireType) throws IOException {
    switch (number) {
      case 1 -> nodes.add(node());
      case 5 -> {
        StoredTensor initializer = tensor();
        if (initializers.put(initializer.name(), array(initializer)) != null) {
          throw new InvalidInputException(
              "%s: two initializers %s".formatted(file, Quoted.of(initializer.name())));
        }
      }
      case 11 -> inputs.add(valueInfo());
      case 12 -> outputs.add(valueInfo().name());
      case 15 -> throw new InvalidInputException(file + ": sparse weights are not supported");
      default -> {
        return false;
      }
    }
    return true;
  }

  private Node node() throws IOException {
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    String[] words = {"", "", ""};
    Map<String, Attribute> attributes = new HashMap<>();
    proto.nested(
        (number, wireType) -> {
          switch (number) {
            case 1 -> from.add(in.readString());
            case 2 -> to.add(in.readString());
            case 3 -> words[0] = in.readString();
            case 4 -> words[1] = in.readString();
            case 5 -> attribute(attributes);
            case 7 -> words[2] = in.readString();
            default -> {
              return false;
            }
          }
          return true;
        });
    String domain = STANDARD_DOMAINS.contains(words[2]) ? "" : words[2];
    return new Node(
        words[0], words[1], domain, List.copyOf(from), List.copyOf(to), Map.copyOf(attributes));
  }

  private void attribute(Map<String, Attribute> attributes) throws IOException {
    String[] words = {"", ""};
    List<Float> floats = new ArrayList<>();
    List<Long> integers = new ArrayList<>();
    HostArray[] tensor = {null};
    Set<Kind> seen = new HashSet<>();
    int[] type = {0};
    proto.nested(
        (number, wireType) -> {
          switch (number) {
            case 1 -> words[0] = in.readString();
            case 2, 7 -> {
              seen.add(number == 2 ? Kind.FLOAT : Kind.FLOATS);
              proto.repeated(wireType, () -> floats.add(in.readFloat()));
            }
            case 3, 8 -> {
              seen.add(number == 3 ? Kind.INTEGER : Kind.INTEGERS);
              proto.repeated(wireType, () -> integers.add(in.readInt64()));
            }
            case 4 -> {
              seen.add(Kind.TEXT);
              words[1] = in.readBytes().toStringUtf8();
            }
            case 5 -> {
              seen.add(Kind.TENSOR);
              tensor[0] = array(tensor());
            }
            case 20 -> type[0] = in.readInt32();
            default -> {
              return false;
            }
          }
          return true;
        });
    attributes.put(
        words[0],
        new Attribute(
            kind(type[0], seen), List.copyOf(floats), List.copyOf(integers), words[1], tensor[0]));
  }

  /** The kind that is said, or else the one of the value; numbers that are 0 may be left out. */
  private static Kind kind(int type, Set<Kind> seen) {
    Kind kind =
        switch (type) {
          case 0 -> seen.size() == 1 ? seen.iterator().next() : Kind.OTHER;
          case 1 -> Kind.FLOAT;
          case 2 -> Kind.INTEGER;
          case 3 -> Kind.TEXT;
          case 4 -> Kind.TENSOR;
          case 6 -> Kind.FLOATS;
          case 7 -> Kind.INTEGERS;
          default -> Kind.OTHER;
        };
    boolean single = kind == Kind.FLOAT || kind == Kind.INTEGER || kind == Kind.TENSOR;
    return single && !seen.contains(kind) ? Kind.OTHER : kind;
  }

  private StoredTensor tensor() throws IOException {
    StoredTensor stored = new StoredTensor();
    proto.nested((number, wireType) -> stored.field(proto, number, wireType));
    return stored;
  }

  private HostArray array(StoredTensor stored) {
    return InvalidInputException.at(
        "%s: tensor %s".formatted(file, Quoted.of(stored.name())), stored::array);
  }

  private Input valueInfo() throws IOException {
    String[] name = {""};
    int[] type = {0};
    List<Long> shape = new ArrayList<>();
    ProtoReader.Field dimension =
        (number, wireType) -> {
          if (number != 1 || wireType != WireFormat.WIRETYPE_VARINT) {
            return false;
          }
          long size = in.readInt64();
          shape.set(shape.size() - 1, size > 0 ? size : -1);
          return true;
        };
    ProtoReader.Field dimensions =
        (number, wireType) -> {
          if (number == 1) {
            shape.add(-1L);
            proto.nested(dimension);
          }
          return number == 1;
        };
    ProtoReader.Field tensorType =
        (number, wireType) -> {
          switch (number) {
            case 1 -> type[0] = in.readInt32();
            case 2 -> proto.nested(dimensions);
            default -> {
              return false;
            }
          }
          return true;
        };
    ProtoReader.Field anyType =
        (number, wireType) -> {
          if (number == 1) {
            proto.nested(tensorType);
          }
          return number == 1;
        };
    proto.nested(
        (number, wireType) -> {
          switch (number) {
            case 1 -> name[0] = in.readString();
            case 2 -> proto.nested(anyType);
            default -> {
              return false;
            }
          }
          return true;
        });
    ElementType elements =
        InvalidInputException.at(
            "%s: %s".formatted(file, Quoted.of(name[0])),
            () -> type[0] == 0 ? ElementType.STRING : ElementType.of(type[0]));
    return new Input(name[0], elements, List.copyOf(shape));
  }
}
