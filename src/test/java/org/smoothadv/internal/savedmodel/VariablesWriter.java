package org.smoothadv.internal.savedmodel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.OpDef;

/** Writes the variables of a SavedModel, and the operations that would restore them. */
final class VariablesWriter {
  private final SavedModelWriter model;
  private final Map<String, FloatTensor> variables;

  VariablesWriter(SavedModelWriter model, Map<String, FloatTensor> variables) {
    this.model = model;
    this.variables = variables;
  }

  private static String key(String variable) {
    return variable + "/.ATTRIBUTES/VARIABLE_VALUE";
  }

  void save(Path prefix) {
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
      String[] keys = variables.keySet().stream().map(VariablesWriter::key).toArray(String[]::new);
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
  void assigning() {
    List<String> names = List.copyOf(variables.keySet());
    DataType[] floats = names.stream().map(name -> SavedModelWriter.FLOAT).toArray(DataType[]::new);
    model.placeholder("save/Const", DataType.DT_STRING);
    model.add(
        SavedModelWriter.texts("save/names", names.stream().map(VariablesWriter::key).toList()));
    model.add(SavedModelWriter.texts("save/slices", names.stream().map(name -> "").toList()));
    model.add(
        "RestoreV2",
        "save/RestoreV2",
        List.of("save/Const", "save/names", "save/slices"),
        "dtypes",
        floats);
    List<String> assigned = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      model.add(
          "Assign",
          "save/Assign" + i,
          List.of(names.get(i), "save/RestoreV2:" + i),
          "T",
          SavedModelWriter.FLOAT);
      assigned.add("^save/Assign" + i);
    }
    model.add("NoOp", "save/restore_all", assigned);
    model
        .model()
        .getSaverDefBuilder()
        .setFilenameTensorName("save/Const:0")
        .setSaveTensorName("save/Const:0")
        .setRestoreOpName("save/restore_all");
  }

  /** As TensorFlow 2 restores: a function that takes all variables. */
  void restoring() {
    List<String> names = List.copyOf(variables.keySet());
    DataType[] floats = names.stream().map(name -> SavedModelWriter.FLOAT).toArray(DataType[]::new);
    FunctionDef.Builder function = FunctionDef.newBuilder();
    OpDef.Builder signature = function.getSignatureBuilder().setName("restore");
    signature.setIsStateful(true);
    signature.addInputArgBuilder().setName("prefix").setType(DataType.DT_STRING);
    function.addNodeDef(
        SavedModelWriter.texts("names", names.stream().map(VariablesWriter::key).toList()));
    function.addNodeDef(SavedModelWriter.texts("slices", names.stream().map(name -> "").toList()));
    function.addNodeDef(
        SavedModelWriter.node(
            "RestoreV2",
            "RestoreV2",
            List.of("prefix", "names:output:0", "slices:output:0"),
            "dtypes",
            floats));
    for (int i = 0; i < names.size(); i++) {
      String handle = "handle" + i;
      signature.addInputArgBuilder().setName(handle).setType(DataType.DT_RESOURCE);
      function.addNodeDef(
          SavedModelWriter.node(
              "Identity",
              "value" + i,
              List.of("RestoreV2:tensors:" + i),
              "T",
              SavedModelWriter.FLOAT));
      function.addNodeDef(
          SavedModelWriter.node(
              "AssignVariableOp",
              "assign" + i,
              List.of(handle, "value" + i + ":output:0"),
              "dtype",
              SavedModelWriter.FLOAT));
      signature.addControlOutput("assign" + i);
      function.putControlRet("assign" + i, "assign" + i);
    }
    model.add(function.build());
    List<String> inputs = new ArrayList<>(List.of("saver_filename"));
    inputs.addAll(names);
    DataType[] types = new DataType[inputs.size()];
    Arrays.fill(types, DataType.DT_RESOURCE);
    types[0] = DataType.DT_STRING;
    model.placeholder("saver_filename", DataType.DT_STRING);
    model.add(
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
        .model()
        .getSaverDefBuilder()
        .setFilenameTensorName("saver_filename:0")
        .setSaveTensorName("saver_filename:0")
        .setRestoreOpName("restore_all");
  }
}
