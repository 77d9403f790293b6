package org.smoothadv.internal.adopt;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.attack.Loop;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** Where the large constants of a network come from when it is built into a graph. */
@FunctionalInterface
interface Weights {
  /** In bytes: smaller constants may well be in a graph several times. */
  int LARGE = 1 << 20;

  /** In bytes of a network: TensorFlow holds the constants of a graph more than ten times. */
  int HEAVY = 1 << 27;

  /** Each graph has them itself. */
  Weights CONSTANTS = (tf, node) -> null;

  /** Shapes alone are of interest. */
  Weights SHAPES = (tf, node) -> placeholder(tf, node);

  /**
   * What stands for a large constant; null for the constant itself.
   *
   * @param tf builds into the graph of the network
   */
  Operand<TFloat32> of(Ops tf, NodeDef constant);

  /**
   * Large constants that are in a graph once, however many loops of it build the network: they take
   * them in.
   *
   * @param weights for {@link FlatNetwork#build}
   * @param fed those of heavy networks, which every run of the graph is given; owned by the caller
   */
  record Placed(Weights weights, Map<Operand<TFloat32>, TFloat32> fed) {}

  /** Puts the large constants of a network into a graph, around all of its loops. */
  static Placed placed(Ops tf, FlatNetwork network) {
    return placed(tf, network, network.graph().getSerializedSize() >= HEAVY);
  }

  /** As constants of the graph, or as what it is fed with. */
  static Placed placed(Ops tf, FlatNetwork network, boolean heavy) {
    Ops inWeights = tf.withSubScope("weights");
    Scope scope = inWeights.scope();
    Map<String, Operand<TFloat32>> placed = new HashMap<>();
    Map<Operand<TFloat32>, TFloat32> fed = new HashMap<>();
    for (NodeDef node : network.graph().getNodeList()) {
      if (isLarge(node)) {
        Operand<TFloat32> weight =
            heavy
                ? placeholder(
                    inWeights.withName(node.getName().replaceAll("[^A-Za-z0-9_]", "_")), node)
                : FlatNetwork.build(scope, node, List.of()).<TFloat32>output(0);
        placed.put(node.getName(), weight);
        if (heavy) {
          fed.put(weight, tensor(node));
        }
      }
    }
    return new Placed((inside, node) -> Loop.capture(inside, placed.get(node.getName())), fed);
  }

  /** Whether an operation is such a constant. */
  static boolean isLarge(NodeDef node) {
    return node.getOp().equals("Const")
        && value(node).getTensorContent().size() >= LARGE
        && node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT;
  }

  private static TensorProto value(NodeDef constant) {
    return constant.getAttrOrThrow("value").getTensor();
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, NodeDef constant) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape(constant)));
  }

  private static TFloat32 tensor(NodeDef constant) {
    return TFloat32.tensorOf(
        shape(constant),
        DataBuffers.of(
            value(constant)
                .getTensorContent()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()));
  }

  private static Shape shape(NodeDef constant) {
    return Shape.of(
        value(constant).getTensorShape().getDimList().stream()
            .mapToLong(TensorShapeProto.Dim::getSize)
            .toArray());
  }
}
