package org.smoothadv.internal.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;

/**
 * What an ONNX file says, as far as it matters for computing.
 *
 * @param opset the version of the standard operations
 * @param initializers constants by name
 * @param inputs as they are listed; some files list the initializers too
 */
record OnnxModel(
    long opset,
    List<Node> nodes,
    Map<String, HostArray> initializers,
    List<Input> inputs,
    List<String> outputs) {
  /** The type of elements in the file. */
  enum ElementType {
    FLOAT,
    UINT8,
    INT8,
    UINT16,
    INT16,
    INT32,
    INT64,
    STRING,
    BOOL,
    FLOAT16,
    DOUBLE,
    UINT32,
    UINT64,
    COMPLEX64,
    COMPLEX128,
    BFLOAT16;

    /**
     * The type of a number in the file.
     *
     * @throws InvalidInputException if there is none, or a narrower float
     */
    static ElementType of(long number) {
      if (number < 1 || number > values().length) {
        throw new InvalidInputException("elements of type %d are not supported".formatted(number));
      }
      return values()[(int) number - 1];
    }

    boolean isFloat() {
      return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
    }
  }

  /**
   * An input of the graph.
   *
   * @param shape -1 where the file leaves a size open
   */
  record Input(String name, ElementType type, List<Long> shape) {}

  /**
   * An operation.
   *
   * @param inputs names of values; empty for those left out
   */
  record Node(
      String name,
      String operation,
      String domain,
      List<String> inputs,
      List<String> outputs,
      Map<String, Attribute> attributes) {
    /** Where a message says it is. */
    @Override
    public String toString() {
      String called = name.isEmpty() && !outputs.isEmpty() ? outputs.get(0) : name;
      return "node %s (%s)".formatted(Quoted.of(called), Quoted.plain(operation));
    }

    /** The whole numbers of an attribute, where it is there. */
    Optional<long[]> integers(String attribute) {
      return get(attribute, Kind.INTEGERS)
          .map(a -> a.integers().stream().mapToLong(Long::longValue).toArray());
    }

    long integer(String attribute, long otherwise) {
      return get(attribute, Kind.INTEGER).map(a -> a.integers().get(0)).orElse(otherwise);
    }

    float number(String attribute, double otherwise) {
      return get(attribute, Kind.FLOAT).map(a -> a.floats().get(0)).orElse((float) otherwise);
    }

    Optional<List<Float>> numbers(String attribute) {
      return get(attribute, Kind.FLOATS).map(Attribute::floats);
    }

    String text(String attribute, String otherwise) {
      return get(attribute, Kind.TEXT).map(Attribute::text).orElse(otherwise);
    }

    Optional<HostArray> tensor(String attribute) {
      return get(attribute, Kind.TENSOR).map(Attribute::tensor);
    }

    private Optional<Attribute> get(String attribute, Kind kind) {
      Optional<Attribute> found = Optional.ofNullable(attributes.get(attribute));
      if (found.isPresent() && found.get().kind() != kind) {
        throw new InvalidInputException(
            "its attribute %s is of another kind".formatted(Quoted.of(attribute)));
      }
      return found;
    }
  }

  /** What the value of an attribute is. */
  enum Kind {
    FLOAT,
    INTEGER,
    TEXT,
    TENSOR,
    FLOATS,
    INTEGERS,
    /** A graph, for control flow, or strings. */
    OTHER
  }

  /**
   * A setting of a node.
   *
   * @param tensor null unless that is its kind
   */
  record Attribute(
      Kind kind, List<Float> floats, List<Long> integers, String text, HostArray tensor) {}
}
