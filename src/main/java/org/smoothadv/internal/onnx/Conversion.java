package org.smoothadv.internal.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.internal.onnx.HostArray.Kind;
import org.smoothadv.internal.onnx.OnnxModel.Node;
import org.smoothadv.internal.onnx.Value.Tensor;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** A network on its way into a TensorFlow graph: what has been converted, and how tensors lie. */
final class Conversion {
  /** What a GraphDef can hold of constants, in bytes. */
  private static final long MAX_CONSTANTS = Integer.MAX_VALUE - (16 << 20);

  private final Ops tf;
  private final Batch batch;
  private final long opset;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, List<Node>> consumers = new HashMap<>();
  private final Set<Node> applied = Collections.newSetFromMap(new IdentityHashMap<>());
  private long constantBytes;

  Conversion(Ops tf, Batch batch, long opset) {
    this.tf = tf;
    this.batch = batch;
    this.opset = opset;
  }

  Ops tf() {
    return tf;
  }

  Batch batch() {
    return batch;
  }

  long opset() {
    return opset;
  }

  void put(String name, Value value) {
    values.put(name, value);
  }

  /** The value of a name; null where there is none yet. */
  Value get(String name) {
    return values.get(name);
  }

  /** Notes which nodes are going to read what. */
  void willRun(List<Node> nodes, String output) {
    consumers.computeIfAbsent(output, name -> new ArrayList<>()).add(null);
    for (Node node : nodes) {
      node.inputs()
          .forEach(name -> consumers.computeIfAbsent(name, n -> new ArrayList<>()).add(node));
    }
  }

  /** The only reader of a value; null where several or the result need it. */
  Node onlyConsumer(String name) {
    List<Node> readers = consumers.getOrDefault(name, List.of());
    return readers.size() == 1 ? readers.get(0) : null;
  }

  /** Notes that a node's results are those of the node before it, which did its work too. */
  void alreadyApplied(Node node) {
    applied.add(node);
  }

  boolean isApplied(Node node) {
    return applied.contains(node);
  }

  boolean isRead(String name) {
    return consumers.containsKey(name);
  }

  /** A constant of the graph. */
  Operand<? extends TType> constant(HostArray array) {
    Shape shape = Shape.of(array.shape());
    constantBytes += 8L * array.size() / (array.kind() == Kind.FLOAT ? 2 : 1);
    if (constantBytes > MAX_CONSTANTS) {
      throw new IllegalArgumentException("its weights take more than 2 GB as float32");
    }
    return switch (array.kind()) {
      case FLOAT -> tf.constant(shape, floats(array));
      case INTEGER -> tf.constant(shape, DataBuffers.of(array.integers()));
      case BOOLEAN ->
          tf.math.notEqual(tf.constant(shape, DataBuffers.of(array.integers())), tf.constant(0L));
    };
  }

  /** A constant [n] of float32. */
  Operand<TFloat32> vector(List<Double> values) {
    return floats(
        constant(HostArray.computed(Kind.FLOAT, new long[] {values.size()}, values::get)));
  }

  /** A single number of the type of a tensor. */
  Operand<TType> constant(double value, Operand<? extends TType> like) {
    return cast(any(tf.constant((float) value)), like.type());
  }

  private static FloatDataBuffer floats(HostArray array) {
    FloatBuffer values = array.floats();
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return DataBuffers.of(copy, false, false);
  }

  /** A tensor stored as ONNX means it. */
  Operand<TType> plain(Value value) {
    if (value instanceof HostArray array) {
      return any(constant(array));
    }
    Tensor tensor = (Tensor) value;
    if (!tensor.channelsLast()) {
      return any(tensor.operand());
    }
    long[] shape = tensor.shape();
    // Where there is one pixel or one channel the order of the values is the same.
    return shape[1] == 1 || shape[2] * shape[3] == 1
        ? batch.reshape(any(tensor.operand()), shape)
        : tf.linalg.transpose(any(tensor.operand()), tf.constant(Tensor.TO_CHANNELS_FIRST));
  }

  /** Feature maps as [N,H,W,C]. */
  Operand<TType> channelsLast(Value value) {
    if (value.rank() != 4) {
      throw new IllegalArgumentException(
          "only images in two dimensions are supported, not " + Batch.words(value.shape()));
    }
    if (value instanceof HostArray array) {
      return any(constant(array.transposed(Tensor.TO_CHANNELS_LAST)));
    }
    Tensor tensor = (Tensor) value;
    if (tensor.channelsLast()) {
      return any(tensor.operand());
    }
    long[] s = tensor.shape();
    return s[1] == 1 || s[2] * s[3] == 1
        ? batch.reshape(any(tensor.operand()), s[0], s[2], s[3], s[1])
        : tf.linalg.transpose(any(tensor.operand()), tf.constant(Tensor.TO_CHANNELS_LAST));
  }

  /** Feature maps as [N,H,W,C] of float32. */
  Operand<TFloat32> featureMaps(Value value) {
    return floats(channelsLast(value));
  }

  /** A tensor of float32 stored as ONNX means it. */
  Operand<TFloat32> plainFloats(Value value) {
    return floats(plain(value));
  }

  /** The same numbers as float32. */
  Operand<TFloat32> floats(Operand<? extends TType> operand) {
    if (operand.type() == TFloat32.class) {
      @SuppressWarnings("unchecked")
      Operand<TFloat32> floats = (Operand<TFloat32>) operand;
      return floats;
    }
    return tf.dtypes.cast(operand, TFloat32.class);
  }

  @SuppressWarnings("unchecked")
  static Operand<TType> any(Operand<? extends TType> operand) {
    return (Operand<TType>) operand;
  }

  @SuppressWarnings("unchecked")
  static Operand<TNumber> number(Operand<? extends TType> operand) {
    return (Operand<TNumber>) operand;
  }

  static Tensor plain(Operand<? extends TType> operand) {
    return new Tensor(operand, false);
  }

  static Tensor channelsLast(Operand<? extends TType> operand) {
    return new Tensor(operand, true);
  }

  /** Tensors of one type and storage, for operations that work element by element. */
  record Aligned(List<Operand<TType>> operands, boolean channelsLast) {
    Tensor result(Operand<? extends TType> operand) {
      return new Tensor(operand, channelsLast);
    }
  }

  /** Brings tensors of up to four dimensions into the order of the feature maps among them. */
  Aligned aligned(List<Value> inputs) {
    boolean channelsLast =
        inputs.stream().anyMatch(v -> v instanceof Tensor t && t.channelsLast())
            && inputs.stream().allMatch(v -> v.rank() <= 4);
    Class<? extends TType> type =
        inputs.stream()
            .filter(Tensor.class::isInstance)
            .<Class<? extends TType>>map(v -> ((Tensor) v).operand().type())
            .findFirst()
            .orElse(null);
    List<Operand<TType>> operands = new ArrayList<>();
    for (Value input : inputs) {
      Operand<TType> operand = channelsLast ? channelsLast(raised(input)) : plain(input);
      boolean other = input instanceof HostArray && type != null && operand.type() != type;
      operands.add(other ? cast(operand, type) : operand);
    }
    return new Aligned(operands, channelsLast);
  }

  private Operand<TType> cast(Operand<TType> operand, Class<? extends TType> type) {
    if (operand.type() == type) {
      return operand;
    }
    @SuppressWarnings("unchecked")
    Class<TNumber> numbers = (Class<TNumber>) type;
    return any(tf.dtypes.cast(operand, numbers));
  }

  /** With dimensions of size 1 in front, up to four. */
  private Value raised(Value value) {
    long[] shape = value.shape();
    if (shape.length == 4 || (value instanceof HostArray array && array.size() == 1)) {
      return value instanceof HostArray array && shape.length != 4
          ? array.reshaped(1, 1, 1, 1)
          : value;
    }
    long[] four = new long[4];
    Arrays.fill(four, 1);
    System.arraycopy(shape, 0, four, 4 - shape.length, shape.length);
    return value instanceof HostArray array
        ? array.reshaped(four)
        : plain(batch.reshape(plain(value), four));
  }

  /** Gives a tensor a shape; -1 stands for what is left. */
  Value reshaped(Value value, long... shape) {
    long[] resolved = batch.resolve(value.shape(), shape);
    return value instanceof HostArray array
        ? array.reshaped(resolved)
        : plain(batch.reshape(plain(value), resolved));
  }

  /** Repeats along dimensions of size 1, and along new ones in front. */
  Value broadcast(Value value, long... shape) {
    if (Arrays.equals(value.shape(), shape)) {
      return value;
    }
    return plain(tf.broadcastTo(plain(value), batch.dynamic(shape)));
  }

  /** The whole numbers of a tensor that an operation must know in advance. */
  static long[] known(Value value) {
    if (value instanceof HostArray array) {
      return array.integers();
    }
    throw new IllegalArgumentException(
        "sizes or places that depend on the images' pixels are not supported");
  }

  /** Whole numbers as TensorFlow's gradients of slices need them. */
  Operand<TInt32> ints(long... values) {
    return tf.constant(Arrays.stream(values).mapToInt(Math::toIntExact).toArray());
  }

  /** Truncated to whole numbers. */
  Operand<TInt64> longs(Operand<? extends TType> operand) {
    return tf.dtypes.cast(operand, TInt64.class);
  }
}
