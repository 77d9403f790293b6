package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.export.ExportedModel;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.SmoothingParameters;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/**
 * Exports whose graph was changed by somebody who put the digest right: what is served is no longer
 * what would be certified.
 */
class ChangedGraphTest {
  @TempDir Path folder;
  private Path model;
  private Path graph;
  private Path about;

  @BeforeEach
  void copyExport() throws IOException, InterruptedException {
    model = TinyExport.copy(folder);
    graph = model.resolve("saved_model.pb");
    about = model.resolve("assets.extra/smoothadv.json");
  }

  @Test
  void anotherOperationIsNoticed() throws IOException {
    changeNodes(
        node -> node.getOp().equals("ArgMax"), node -> node.toBuilder().setOp("ArgMin").build());
    assertRefused("function 'round", "node 'ArgMax'", "its operation ArgMin differs");
  }

  @Test
  void anotherConstantIsNoticed() throws IOException {
    changeNodes(
        node -> constant(node) == 0.25f,
        node -> {
          NodeDef.Builder changed = node.toBuilder();
          AttrValue.Builder value = node.getAttrOrThrow("value").toBuilder();
          value.getTensorBuilder().clearTensorContent().clearFloatVal().addFloatVal(0.001f);
          return changed.putAttr("value", value.build()).build();
        });
    assertRefused("function 'round", "its attribute 'value' differs");
  }

  /** The value of a float constant of one element; NaN of other nodes. */
  private static float constant(NodeDef node) {
    var tensor = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    return tensor.getFloatValCount() == 1 ? tensor.getFloatVal(0) : Float.NaN;
  }

  @Test
  void aNodeInBetweenIsNoticed() throws IOException {
    changeGraph(
        before -> {
          GraphDef.Builder changed = before.toBuilder().clearNode();
          for (NodeDef node : before.getNodeList()) {
            if (node.getName().equals("logits")) {
              changed.addNode(node.toBuilder().setOp("Neg").setName("between").build());
              changed.addNode(node.toBuilder().setInput(0, "between"));
            } else {
              changed.addNode(node);
            }
          }
          return changed.build();
        });
    assertRefused("node 'between' is one more");
  }

  @Test
  void anotherSignatureIsNoticed() throws IOException {
    change(
        before -> {
          SignatureDef votes = before.getSignatureDefOrThrow("votes");
          var samples = votes.getOutputsOrThrow("counts").toBuilder().setName("Zeros/Fill:0");
          return before.toBuilder()
              .putSignatureDef(
                  "votes", votes.toBuilder().putOutputs("counts", samples.build()).build())
              .build();
        });
    assertRefused("signature 'votes' differs");
  }

  @Test
  void aFunctionThatIsNotThereIsNoticed() throws IOException {
    changeGraph(before -> before.toBuilder().clearLibrary().build());
    assertRefused("is damaged", "is missing");
    copyAgain();
    changeGraph(
        before -> {
          GraphDef.Builder changed = before.toBuilder();
          FunctionDef.Builder more = before.getLibrary().getFunction(0).toBuilder();
          more.getSignatureBuilder().setName("more");
          changed.getLibraryBuilder().addFunction(more);
          return changed.build();
        });
    assertRefused("function 'more' is one more");
  }

  private void copyAgain() throws IOException {
    Folders.delete(model);
    try {
      copyExport();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "\"sigma\": 0.25, \"sigma\": 0.5",
    "\"batch\": 64, \"batch\": 32",
    "\"seed\": 0, \"seed\": 1",
    "\"epochs\": 2, \"epochs\": 9",
    "\"digest\": \", \"digest\": \"0123456789abcdef",
    "\"dataset\": \"synthetic\", \"dataset\": \"cifar10\""
  })
  void anEditedDescriptionIsNoticed(String before, String after) throws IOException {
    String text = Files.readString(about);
    assertTrue(text.contains(before), text);
    Files.writeString(
        about, text.replace(before, after).replaceFirst("(\"digest\": \".{64}).*\"", "$1\""));
    Smoothadv.call("certify", "--model", model.toString(), "--log", "unwritten.tsv")
        .assertRefused(about + " does not say what ", "it was edited", "export the run again");
  }

  @Test
  void aDescriptionWithoutNoiseIsDamaged() throws IOException {
    Files.writeString(about, Files.readString(about).replace("\"sigma\": 0.25", "\"sigma\": 0"));
    Smoothadv.call("certify", "--model", model.toString(), "--log", "unwritten.tsv")
        .assertRefused(about + " is damaged", "sigma");
  }

  /** Generated names and the order of nodes say nothing of what is computed. */
  @Test
  void theSameGraphWrittenInAnotherWayIsAccepted() throws IOException {
    changeGraph(
        before -> {
          GraphDef.Builder changed = before.toBuilder().clearNode();
          List<NodeDef> nodes = new ArrayList<>(before.getNodeList());
          Collections.shuffle(nodes, new Random(1));
          changed.addAllNode(nodes);
          FunctionDefLibrary.Builder library = changed.getLibraryBuilder().clearFunction();
          for (FunctionDef function : before.getLibrary().getFunctionList()) {
            List<NodeDef> body = new ArrayList<>(function.getNodeDefList());
            Collections.shuffle(body, new Random(2));
            library.addFunction(0, function.toBuilder().clearNodeDef().addAllNodeDef(body));
          }
          GraphDef built = changed.build();
          for (FunctionDef function : before.getLibrary().getFunctionList()) {
            built = renamed(built, function.getSignature().getName());
          }
          return built;
        });
    assertEquals("cifar-resnet-8", ExportedModel.open(model).description().architecture());
  }

  @Test
  void anExportIsNotAskedWithOtherNoiseByMistake() throws IOException, InterruptedException {
    ExportedModel export = ExportedModel.open(TinyExport.folder());
    SmoothingParameters discrete = new SmoothingParameters(0.5, 10, 100, 0.01, NoiseKind.DISCRETE);
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class, () -> export.smoothedClassifier(discrete, 0).close());
    assertTrue(
        refused.getMessage().startsWith("noise is discrete; accepted is gaussian, which"),
        refused.getMessage());
  }

  private static GraphDef renamed(GraphDef graph, String function) {
    try {
      // Of equal length, so that the lengths in the message stay right.
      String other = function.substring(0, 2) + "x".repeat(function.length() - 2);
      String text = graph.toByteString().toString(StandardCharsets.ISO_8859_1);
      String changed = text.replaceAll(Pattern.quote(function), other);
      assertFalse(text.equals(changed));
      return GraphDef.parseFrom(changed.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void changeNodes(Predicate<NodeDef> chosen, UnaryOperator<NodeDef> changed)
      throws IOException {
    changeGraph(
        before -> {
          GraphDef.Builder graphs = before.toBuilder();
          graphs.clearLibrary();
          boolean found = false;
          for (FunctionDef function : before.getLibrary().getFunctionList()) {
            FunctionDef.Builder body = function.toBuilder().clearNodeDef();
            for (NodeDef node : function.getNodeDefList()) {
              found |= chosen.test(node);
              body.addNodeDef(chosen.test(node) ? changed.apply(node) : node);
            }
            graphs.getLibraryBuilder().addFunction(body);
          }
          assertTrue(found);
          return graphs.build();
        });
  }

  private void changeGraph(UnaryOperator<GraphDef> changed) throws IOException {
    change(before -> before.toBuilder().setGraphDef(changed.apply(before.getGraphDef())).build());
  }

  private void change(UnaryOperator<MetaGraphDef> changed) throws IOException {
    SavedModel before = SavedModel.parseFrom(Files.readAllBytes(graph));
    byte[] content =
        before.toBuilder()
            .setMetaGraphs(0, changed.apply(before.getMetaGraphs(0)))
            .build()
            .toByteArray();
    Files.write(graph, content);
    String text = Files.readString(about);
    Files.writeString(
        about, text.replaceFirst("\"sha256\": \"[0-9a-f]*", "\"sha256\": \"" + sha256(content)));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRefused(String... words) {
    Path log = folder.resolve("log.tsv");
    Outcome outcome =
        Smoothadv.call("certify", "--n", "10", "--model", model.toString(), "--log", log.toString())
            .assertRefused(words);
    assertTrue(outcome.err().contains("export the run again"), outcome.err());
    assertFalse(Files.exists(log));
  }
}
