package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
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

  static NodeDef integers(String name, int... values) {
    return constant(name, Constants.integers(0, values));
  }

  static NodeDef texts(String name, List<String> values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_STRING).setTensorShape(shape(values.size()));
    values.forEach(value -> tensor.addStringVal(ByteString.copyFromUtf8(value)));
    return constant(name, tensor.build());
  }

  /** Adds a node to the main graph. */
  SavedModelWriter add(String op, String name, List<String> inputs, Object... attributes) {
    return add(node(op, name, inputs, attributes));
  }

  /** Adds a node to the main graph. */
  SavedModelWriter add(NodeDef node) {
    model.getGraphDefBuilder().addNode(node);
    return this;
  }

  SavedModelWriter placeholder(String name, DataType type, long... shape) {
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

  static TensorInfo tensor(String name, DataType type, long... shape) {
    return TensorInfo.newBuilder()
        .setName(name)
        .setDtype(type)
        .setTensorShape(shape(shape))
        .build();
  }

  SavedModelWriter signature(
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
      if (legacy) {
        assigning();
      } else {
        restoring();
      }
      save(folder.resolve("variables/variables"));
    }
    SavedModel file =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(model).build();
    Files.write(folder.resolve("saved_model.pb"), file.toByteArray());
    return folder;
  }

  private static String key(String variable) {
    return variable + "/.ATTRIBUTES/VARIABLE_VALUE";
  }

  private void save(Path prefix) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<?>> values = new ArrayList<>();
      variables.forEach(
          (name, value) ->
              values.add(
                  tf.constant(
                      Shape.of(value.shape().stream().mapToLong(Long::longValue).toArray()),
                      DataBuffers.of(value.toArray()))));
      String[] keys = variables.keySet().stream().map(SavedModelWriter::key).toArray(String[]::new);
      String[] slices = new String[keys.length];
      Arrays.fill(slices, "");
      var save =
          tf.train.save(
              tf.constant(prefix.toString()),
              tf.constant(StandardCharsets.UTF_8, keys),
              tf.constant(StandardCharsets.UTF_8, slices),
              values);
      session.run(save);
    }
  }

  /** As TensorFlow 1 restores: assignments in the main graph. */
  private void assigning() {
    List<String> names = List.copyOf(variables.keySet());
    DataType[] floats = names.stream().map(name -> FLOAT).toArray(DataType[]::new);
    placeholder("save/Const", DataType.DT_STRING);
    add(texts("save/names", names.stream().map(SavedModelWriter::key).toList()));
    add(texts("save/slices", names.stream().map(name -> "").toList()));
    add(
        "RestoreV2",
        "save/RestoreV2",
        List.of("save/Const", "save/names", "save/slices"),
        "dtypes",
        floats);
    List<String> assigned = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      add("Assign", "save/Assign" + i, List.of(names.get(i), "save/RestoreV2:" + i), "T", FLOAT);
      assigned.add("^save/Assign" + i);
    }
    add("NoOp", "save/restore_all", assigned);
    model
        .getSaverDefBuilder()
        .setFilenameTensorName("save/Const:0")
        .setSaveTensorName("save/Const:0")
        .setRestoreOpName("save/restore_all");
  }

  /** As TensorFlow 2 restores: a function that takes all variables. */
  private void restoring() {
    List<String> names = List.copyOf(variables.keySet());
    DataType[] floats = names.stream().map(name -> FLOAT).toArray(DataType[]::new);
    FunctionDef.Builder function = FunctionDef.newBuilder();
    OpDef.Builder signature = function.getSignatureBuilder().setName("restore");
    signature.setIsStateful(true);
    signature.addInputArgBuilder().setName("prefix").setType(DataType.DT_STRING);
    function.addNodeDef(texts("names", names.stream().map(SavedModelWriter::key).toList()));
    function.addNodeDef(texts("slices", names.stream().map(name -> "").toList()));
    function.addNodeDef(
        node(
            "RestoreV2",
            "RestoreV2",
            List.of("prefix", "names:output:0", "slices:output:0"),
            "dtypes",
            floats));
    for (int i = 0; i < names.size(); i++) {
      String handle = "handle" + i;
      signature.addInputArgBuilder().setName(handle).setType(DataType.DT_RESOURCE);
      function.addNodeDef(
          node("Identity", "value" + i, List.of("RestoreV2:tensors:" + i), "T", FLOAT));
      function.addNodeDef(
          node(
              "AssignVariableOp",
              "assign" + i,
              List.of(handle, "value" + i + ":output:0"),
              "dtype",
              FLOAT));
      signature.addControlOutput("assign" + i);
      function.putControlRet("assign" + i, "assign" + i);
    }
    add(function.build());
    List<String> inputs = new ArrayList<>(List.of("saver_filename"));
    inputs.addAll(names);
    DataType[] types = new DataType[inputs.size()];
    Arrays.fill(types, DataType.DT_RESOURCE);
    types[0] = DataType.DT_STRING;
    placeholder("saver_filename", DataType.DT_STRING);
    add(
        "StatefulPartitionedCall",
        "restore_all",
        inputs,
        "f",
        function.build(),
        "Tin",
        types,
        "Tout",
        new DataType[0]);
    model
        .getSaverDefBuilder()
        .setFilenameTensorName("saver_filename:0")
        .setSaveTensorName("saver_filename:0")
        .setRestoreOpName("restore_all");
  }
}
