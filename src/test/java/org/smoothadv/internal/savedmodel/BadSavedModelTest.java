package org.smoothadv.internal.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.FLOAT;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.call;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.node;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.shape;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.tensor;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** What a network cannot be is refused in one line that says what and where, and nothing is run. */
class BadSavedModelTest {
  @TempDir Path folder;

  private String refusal(Path model) {
    return Refusal.of(folder, model, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A model whose result is what these nodes, of which the last is 'end', make of 'x'. */
  private Path of(NodeDef... nodes) throws IOException {
    SavedModelWriter model = new SavedModelWriter().placeholder("x", FLOAT, -1, 4);
    Arrays.stream(nodes).forEach(model::add);
    return served(model).write(folder.resolve("model"));
  }

  private static SavedModelWriter served(SavedModelWriter model) {
    return model.signature(
        "serving_default",
        Map.of("x", tensor("x:0", FLOAT, -1, 4)),
        Map.of("y", tensor("end:0", FLOAT, -1, 4)));
  }

  @Test
  void operationThatWritesFilesIsRefusedAndNotRun() throws IOException {
    Path victim = folder.resolve("victim");
    Path model =
        of(
            texts("name", List.of(victim.toString())),
            texts("content", List.of("gotcha")),
            node("WriteFile", "write", List.of("name", "content")),
            node("Relu", "end", List.of("x", "^write"), "T", FLOAT));
    // Only ordered before the result, it falls away ...
    SavedModelImport.read(model, Optional.empty(), Optional.empty(), Optional.empty());
    assertFalse(Files.exists(victim));
    // ... and needed by it, it refuses the file.
    model =
        of(
            texts("name", List.of(victim.toString())),
            node("ReadFile", "read", List.of("name")),
            node("DecodeRaw", "raw", List.of("read"), "out_type", FLOAT),
            node("AddV2", "end", List.of("x", "raw"), "T", FLOAT));
    assertEquals(
        "/model/saved_model.pb: its node 'raw' (DecodeRaw) prepares data: choose another signature, or save"
            + " the model without it; nothing of the file was run",
        refusal(model));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ReadFile | reads or writes files",
        "WriteFile | reads or writes files",
        "RestoreV2 | reads or writes files",
        "SaveV2 | reads or writes files",
        "Print | prints",
        "PyFunc | calls Python",
        "EagerPyFunc | calls Python",
        "RandomUniform | is random, as dropout and augmentation are in training: save the model for inference (training=False)",
        "StatelessRandomUniformV2 | is random, as dropout and augmentation are in training: save the model for inference (training=False)",
        "While | is control flow, which is not read",
        "If | is control flow, which is not read",
        "Switch | is control flow, which is not read",
        "Merge | is control flow, which is not read",
        "HashTableV2 | prepares data: choose another signature, or save the model without it",
        "QuantizeV2 | is of a quantised network",
        "ResourceGather | has to do with variables that change",
        "CustomThing | is not among the operations of networks that are read",
      })
  void otherOperationIsRefusedByName(String op, String reason) throws IOException {
    assertEquals(
        "/model/saved_model.pb: its node 'odd' (%s) %s; nothing of the file was run"
            .formatted(op, reason),
        refusal(
            of(
                node(op, "odd", List.of("x", "x"), "T", FLOAT),
                node("Relu", "end", List.of("odd"), "T", FLOAT))));
  }

  @Test
  void dropoutLeftOnIsNamedWithItsFunction() throws IOException {
    SavedModelWriter model = new SavedModelWriter().placeholder("x", FLOAT, -1, 4);
    FunctionDef dropout =
        model.function(
            "dropout",
            List.of("a"),
            "kept:z:0",
            node("RandomUniform", "noise", List.of("a"), "dtype", FLOAT),
            node("Mul", "kept", List.of("a", "noise:output:0"), "T", FLOAT));
    model.add(call("end", dropout, "x"));
    assertTrue(
        refusal(served(model).write(folder.resolve("model")))
            .startsWith(
                "/model/saved_model.pb: its node 'noise' (RandomUniform) of the function 'dropout' is random"));
  }

  @Test
  void normalisationInTrainingIsRefused() throws IOException {
    assertEquals(
        "/model/saved_model.pb: its node 'end' (FusedBatchNormV3) normalises with the statistics of the batch, so that"
            + " images depend on each other: save the model for inference (training=False)",
        refusal(
            of(
                node(
                    "FusedBatchNormV3",
                    "end",
                    List.of("x", "x", "x", "x", "x"),
                    "T",
                    FLOAT,
                    "U",
                    FLOAT))));
  }

  @Test
  void callsInACircleAreRefused() throws IOException {
    SavedModelWriter model = new SavedModelWriter().placeholder("x", FLOAT, -1, 4);
    FunctionDef.Builder first = FunctionDef.newBuilder();
    first.getSignatureBuilder().setName("first").addInputArgBuilder().setName("a").setType(FLOAT);
    first.getSignatureBuilder().addOutputArgBuilder().setName("result").setType(FLOAT);
    FunctionDef second =
        model.function("second", List.of("a"), "c:output:0", call("c", first.build(), "a"));
    first.addNodeDef(call("c", second, "a")).putRet("result", "c:output:0");
    model.add(first.build());
    model.add(call("end", second, "x"));
    assertEquals(
        "/model/saved_model.pb: its node 'c' (StatefulPartitionedCall) of the function 'first' calls a function that"
            + " calls itself",
        refusal(served(model).write(folder.resolve("model"))));
  }

  @Test
  void nodesInACircleAreRefused() throws IOException {
    assertEquals(
        "/model/saved_model.pb: its node 'end' (AddV2) depends on itself",
        refusal(
            of(
                node("Relu", "a", List.of("end"), "T", FLOAT),
                node("AddV2", "end", List.of("x", "a"), "T", FLOAT))));
    assertEquals(
        "/model/saved_model.pb: its nodes hand 'end:0' on in a circle",
        refusal(
            of(
                node("Identity", "a", List.of("end"), "T", FLOAT),
                node("Identity", "end", List.of("a"), "T", FLOAT))));
  }

  /** As an int, the first is -1. */
  @ParameterizedTest
  @ValueSource(strings = {"4294967295", "2147483648", "-1", "x", ""})
  void outputsThatNoOperationHasAreRefused(String output) throws IOException {
    for (String op : List.of("IdentityN", "Relu")) {
      assertEquals(
          "/model/saved_model.pb: its node 'a' (%s) has no output 'a:%s'".formatted(op, output),
          refusal(
              of(
                  node(op, "a", List.of("x"), "T", FLOAT),
                  node("Relu", "end", List.of("a:" + output), "T", FLOAT))));
    }
  }

  @Test
  void callsThatMultiplyEndlesslyAreRefused() throws IOException {
    SavedModelWriter model = new SavedModelWriter().placeholder("x", FLOAT, -1, 4);
    FunctionDef last =
        model.function(
            "f0", List.of("a"), "r:activations:0", node("Relu", "r", List.of("a"), "T", FLOAT));
    for (int i = 1; i < 40; i++) {
      last =
          model.function(
              "f" + i,
              List.of("a"),
              "q:output:0",
              call("p", last, "a"),
              call("q", last, "p:output:0"));
    }
    model.add(call("end", last, "x"));
    String refusal = refusal(served(model).write(folder.resolve("model")));
    assertTrue(refusal.contains("in a circle") || refusal.contains("one of more than"), refusal);
  }

  @Test
  void constantOfFewBytesAndManyElementsIsRefused() throws IOException {
    TensorProto vast =
        TensorProto.newBuilder()
            .setDtype(FLOAT)
            .setTensorShape(shape(40_000, 40_000))
            .addFloatVal(1)
            .build();
    assertEquals(
        "/model/saved_model.pb: its node 'c' (Const) is a constant float32 [40000, 40000] that its bytes do not make up",
        refusal(
            of(
                SavedModelWriter.constant("c", vast),
                node("AddV2", "end", List.of("x", "c"), "T", FLOAT))));
  }

  @Test
  void batchOfOneSizeIsRefused() throws IOException {
    assertEquals(
        "/model/saved_model.pb: its result is of the shape [1, 4], whatever the number of images: save the model for"
            + " batches of any size",
        refusal(
            of(
                SavedModelWriter.integers("s", 1, 4),
                node("Reshape", "end", List.of("x", "s"), "T", FLOAT))));
  }
}
