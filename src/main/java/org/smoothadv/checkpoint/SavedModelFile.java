package org.smoothadv.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.checkpoint.SavedModelFile.ServedFunction;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The file {@code saved_model.pb} of a SavedModel without variables: its weights are constants of
 * its graph.
 */
public final class SavedModelFile {
  /**
   * What a stored graph can be asked, under the names that callers use.
   *
   * @param inputs tensors of the graph that callers give, all of them
   * @param outputs tensors of the graph that they get
   */
  public record ServedFunction(
      Map<String, ? extends Operand<?>> inputs, Map<String, ? extends Operand<?>> outputs) {
    /** The one kind of function that TensorFlow Serving's Predict calls. */
    private static final String PREDICT = "tensorflow/serving/predict";

    SignatureDef toProto() {
      SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(PREDICT);
      inputs.forEach((name, operand) -> signature.putInputs(name, info(operand)));
      outputs.forEach((name, operand) -> signature.putOutputs(name, info(operand)));
      return signature.build();
    }

    private static TensorInfo info(Operand<?> operand) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      for (long size : operand.shape().asArray()) {
        shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
      return TensorInfo.newBuilder()
          .setName(operand.asOutput().op().name() + ":" + operand.asOutput().index())
          .setDtype(operand.asOutput().dataType())
          .setTensorShape(shape)
          .build();
    }
  }

  /** The name of the file in the model's folder. */
  public static final String NAME = "saved_model.pb";

  /** What programs that serve models look for. */
  private static final String TAG = "serve";

  private static final int SCHEMA_VERSION = 1;

  private SavedModelFile() {}

  /**
   * The content of the file.
   *
   * @param signatures what the graph can be asked, by the names that callers use
   * @param about tells it from graphs that are the same and mean something else
   */
  public static byte[] content(
      GraphDef graph, Map<String, ServedFunction> signatures, String about) {
    MetaGraphDef.Builder metaGraph = MetaGraphDef.newBuilder().setGraphDef(graph);
    metaGraph
        .getMetaInfoDefBuilder()
        .addTags(TAG)
        .setTensorflowVersion(TensorFlow.version())
        .setMetaGraphVersion(about);
    signatures.forEach((name, function) -> metaGraph.putSignatureDef(name, function.toProto()));
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(SCHEMA_VERSION)
        .addMetaGraphs(metaGraph)
        .build()
        .toByteArray();
  }

  /**
   * Finds the float32 constants of a scope, in the graph and its functions.
   *
   * @param content of the file
   * @return by name, without the scope
   * @throws IllegalArgumentException if this is no such file, or a constant has not as many values
   *     as its shape says
   */
  public static Map<String, FloatTensor> constants(byte[] content, String scope) {
    Map<String, FloatTensor> constants = new LinkedHashMap<>();
    for (NodeDef node : nodes(content)) {
      if (node.getOp().equals("Const") && node.getName().startsWith(scope + "/")) {
        TensorProto value = node.getAttrOrThrow("value").getTensor();
        if (value.getDtype() == DataType.DT_FLOAT) {
          constants.put(node.getName().substring(scope.length() + 1), tensor(value));
        }
      }
    }
    return constants;
  }

  /**
   * What a file was written {@code about}; empty where it does not say.
   *
   * @throws IllegalArgumentException if this is no such file
   */
  public static String about(byte[] content) {
    SavedModel model = parse(content);
    return model.getMetaGraphsCount() == 0
        ? ""
        : model.getMetaGraphs(0).getMetaInfoDef().getMetaGraphVersion();
  }

  /**
   * Finds where one content computes another thing than another one. The order of nodes, generated
   * names of functions and the version of TensorFlow make no difference.
   *
   * @return the first difference in words, such as {@code node 'logits': the list of its inputs
   *     differs}
   * @throws IllegalArgumentException if one of them is no such file
   */
  public static Optional<String> firstDifference(byte[] content, byte[] expected) {
    return GraphDifference.between(parse(content), parse(expected));
  }

  private static List<NodeDef> nodes(byte[] content) {
    List<NodeDef> nodes = new ArrayList<>();
    for (MetaGraphDef metaGraph : parse(content).getMetaGraphsList()) {
      nodes.addAll(metaGraph.getGraphDef().getNodeList());
      for (FunctionDef function : metaGraph.getGraphDef().getLibrary().getFunctionList()) {
        nodes.addAll(function.getNodeDefList());
      }
    }
    return nodes;
  }

  private static SavedModel parse(byte[] content) {
    try {
      return SavedModel.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is no SavedModel", e);
    }
  }

  private static FloatTensor tensor(TensorProto value) {
    float[] values;
    if (value.getFloatValCount() > 0) {
      values = new float[value.getFloatValCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.getFloatVal(i);
      }
    } else {
      ByteBuffer bytes =
          value.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
    }
    List<Long> shape =
        value.getTensorShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
    return FloatTensor.owning(values, shape);
  }
}
