package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Writes SavedModels as TensorFlow in Python does: nodes, functions, variables with values. */
public final class SavedModelWriter {
  static final DataType FLOAT = DataType.DT_FLOAT;

  private final MetaGraphDef.Builder model = MetaGraphDef.newBuilder();
  private final Map<String, FloatTensor> variables = new LinkedHashMap<>();

  private boolean legacy;

  /** A model without anything. */
  public SavedModelWriter() {
    model.getMetaInfoDefBuilder().addTags("serve");
  }

  /** A node; attributes are names, each followed by a value. */
  static NodeDef node(String op, String name, List<String> inputs, Object... attributes) {
    NodeDef.Builder node = NodeDef.newBuilder().setOp(op).setName(name).addAllInput(inputs);
    for (int i = 0; i < attributes.length; i += 2) {
      node.putAttr((String) attributes[i], attribute(attributes[i + 1]));
    }
    return node.build();
  }

  private static AttrValue attribute(Object value) {
    AttrValue.Builder attribute = AttrValue.newBuilder();
    if (value instanceof DataType type) {
      attribute.setType(type);
    } else if (value instanceof Boolean flag) {
      attribute.setB(flag);
    } else if (value instanceof Integer number) {
      attribute.setI(number);
    } else if (value instanceof Float number) {
      attribute.setF(number);
    } else if (value instanceof String text) {
      attribute.setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof TensorProto tensor) {
      attribute.setTensor(tensor);
    } else if (value instanceof TensorShapeProto shape) {
      attribute.setShape(shape);
    } else if (value instanceof int[] numbers) {
      Arrays.stream(numbers).forEach(attribute.getListBuilder()::addI);
    } else if (value instanceof DataType[] types) {
      attribute.getListBuilder().addAllType(List.of(types));
    } else {
      attribute.setFunc(
          NameAttrList.newBuilder().setName(((FunctionDef) value).getSignature().getName()));
    }
    return attribute.build();
  }

  static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Arrays.stream(sizes).forEach(size -> shape.addDimBuilder().setSize(size));
    return shape.build();
  }

  static NodeDef constant(String name, TensorProto value) {
    return node("Const", name, List.of(), "dtype", value.getDtype(), "value", value);
  }

  public static NodeDef integers(String name, int... values) {
    return constant(name, Constants.integers(0, values));
  }

  static NodeDef texts(String name, List<String> values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_STRING).setTensorShape(shape(values.size()));
    values.forEach(value -> tensor.addStringVal(ByteString.copyFromUtf8(value)));
    return constant(name, tensor.build());
  }

  /** Adds a node to the main graph. */
  public SavedModelWriter add(String op, String name, List<String> inputs, Object... attributes) {
    return add(node(op, name, inputs, attributes));
  }

  /** Adds a node to the main graph. */
  public SavedModelWriter add(NodeDef node) {
    model.getGraphDefBuilder().addNode(node);
    return this;
  }

  public SavedModelWriter placeholder(String name, DataType type, long... shape) {
    return add("Placeholder", name, List.of(), "dtype", type, "shape", shape(shape));
  }

  /** Adds a resource variable. */
  SavedModelWriter variable(String name, FloatTensor value) {
    variables.put(name, value);
    return add(
        "VarHandleOp",
        name,
        List.of(),
        "dtype",
        FLOAT,
        "shape",
        shape(value.shape().stream().mapToLong(Long::longValue).toArray()),
        "shared_name",
        name);
  }

  /** Adds a variable of TensorFlow 1, which is not a resource. */
  SavedModelWriter variable1(String name, FloatTensor value) {
    variables.put(name, value);
    legacy = true;
    return add(
        "VariableV2",
        name,
        List.of(),
        "dtype",
        FLOAT,
        "shape",
        shape(value.shape().stream().mapToLong(Long::longValue).toArray()));
  }

  /**
   * Adds a function.
   *
   * @param arguments their names; those that end in {@code _handle} are resources
   * @param result the only one
   */
  FunctionDef function(String name, List<String> arguments, String result, NodeDef... nodes) {
    FunctionDef.Builder function = FunctionDef.newBuilder();
    OpDef.Builder signature = function.getSignatureBuilder().setName(name);
    for (String argument : arguments) {
      signature.addInputArgBuilder().setName(argument).setType(typeOf(argument));
    }
    signature.addOutputArgBuilder().setName("result").setType(FLOAT);
    function.putRet("result", result).addAllNodeDef(List.of(nodes));
    return add(function.build());
  }

  FunctionDef add(FunctionDef function) {
    model.getGraphDefBuilder().getLibraryBuilder().addFunction(function);
    return function;
  }

  /** The type of an argument of this name. */
  private static DataType typeOf(String argument) {
    return argument.endsWith("_handle") ? DataType.DT_RESOURCE : FLOAT;
  }

  /** A call of a function that gives one tensor. */
  static NodeDef call(String name, FunctionDef function, String... inputs) {
    DataType[] types =
        function.getSignature().getInputArgList().stream()
            .map(OpDef.ArgDef::getType)
            .toArray(DataType[]::new);
    return node(
        "StatefulPartitionedCall",
        name,
        List.of(inputs),
        "f",
        function,
        "Tin",
        types,
        "Tout",
        new DataType[] {FLOAT});
  }

  public static TensorInfo tensor(String name, DataType type, long... shape) {
    return TensorInfo.newBuilder()
        .setName(name)
        .setDtype(type)
        .setTensorShape(shape(shape))
        .build();
  }

  public SavedModelWriter signature(
      String name, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    model.putSignatureDef(
        name,
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putAllInputs(inputs)
            .putAllOutputs(outputs)
            .build());
    return this;
  }

  /** The model, to be changed. */
  MetaGraphDef.Builder model() {
    return model;
  }

  /** Writes the model with its variables, which TensorFlow saves. */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("variables"));
    if (!variables.isEmpty()) {
      VariablesWriter writer = new VariablesWriter(this, variables);
      if (legacy) {
        writer.assigning();
      } else {
        writer.restoring();
      }
      writer.save(folder.resolve("variables/variables"));
    }
    SavedModel file =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(model).build();
    Files.write(folder.resolve("saved_model.pb"), file.toByteArray());
    return folder;
  }
}
