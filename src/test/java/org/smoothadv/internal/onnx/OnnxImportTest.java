package org.smoothadv.internal.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.adopt.Adoption;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.adopt.ModelInterface.Layout;
import org.smoothadv.network.ImageShape;
import org.tensorflow.proto.NodeDef;

/** What is read of a file, and what is refused in a line that names the file and the node. */
class OnnxImportTest {
  @TempDir Path folder;

  static OnnxWriter doubling() {
    return new OnnxWriter(13)
        .input("x", -1, 3)
        .output("y")
        .node("Add", List.of("x", "x"), "y", Map.of());
  }

  private FlatNetwork read(OnnxWriter writer) throws IOException {
    Path file = writer.write(folder.resolve("model.onnx"));
    return OnnxImport.read(file, Optional.empty(), Optional.empty(), UnaryOperator.identity());
  }

  private String refusal(OnnxWriter writer) throws IOException {
    return refusal(writer, Optional.empty(), Optional.empty());
  }

  private String refusal(OnnxWriter writer, Optional<String> input, Optional<String> output)
      throws IOException {
    return refusal(writer.write(folder.resolve("model.onnx")), input, output);
  }

  static String refusal(Path file, Optional<String> input, Optional<String> output) {
    String message =
        assertThrows(
                InvalidInputException.class,
                () -> OnnxImport.read(file, input, output, UnaryOperator.identity()))
            .getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    assertEquals(1, message.lines().count(), message);
    return message.substring(file.toString().length() + 2);
  }

  private static float[] run(FlatNetwork network, float[] values, long... shape) {
    try (RunningNetwork running = new RunningNetwork(network)) {
      return running.result(values, shape);
    }
  }

  @Test
  void theGraphIsPlainAndItsOnlyPlaceholderIsTheImages() throws IOException {
    FlatNetwork network = read(doubling());
    List<NodeDef> placeholders =
        network.graph().getNodeList().stream()
            .filter(n -> n.getOp().equals("Placeholder"))
            .toList();
    assertEquals(1, placeholders.size());
    assertEquals(network.input(), placeholders.get(0).getName());
    assertEquals(-1, placeholders.get(0).getAttrOrThrow("shape").getShape().getDim(0).getSize());
    assertEquals(0, network.graph().getLibrary().getFunctionCount());
    assertArrayEquals(new float[] {2, 4, 6}, run(network, new float[] {1, 2, 3}, 1, 3));
  }

  @Test
  void nodesNeedNoOrderAndInitializersMayBeListedAsInputs() throws IOException {
    FlatNetwork network =
        read(
            new OnnxWriter(8)
                .input("w", 3)
                .input("x", -1, 3)
                .output("y")
                .constant("w", new float[] {1, 2, 3}, 3)
                .node("Relu", List.of("sum"), "y", Map.of())
                .node("Add", List.of("x", "w"), "sum", Map.of()));
    assertArrayEquals(new float[] {2, 0, 4}, run(network, new float[] {1, -4, 1}, 1, 3));
  }

  @Test
  void aNamedOutputLeavesTheOthersOut() throws IOException {
    Path file =
        doubling()
            .output("other")
            .node("Loop", List.of("x"), "other", Map.of())
            .write(folder.resolve("model.onnx"));
    FlatNetwork network =
        OnnxImport.read(file, Optional.of("x"), Optional.of("y"), UnaryOperator.identity());
    assertArrayEquals(new float[] {2, 4, 6}, run(network, new float[] {1, 2, 3}, 1, 3));
    assertEquals(
        "one output expected, the classes; it has 'y', 'other'",
        refusal(file, Optional.empty(), Optional.empty()));
    assertEquals(
        "no output 'z', but 'y', 'other'", refusal(file, Optional.empty(), Optional.of("z")));
    assertEquals(
        "node 'the Loop' (Loop): this operation is not supported",
        refusal(file, Optional.empty(), Optional.of("other")));
  }

  @Test
  void weightsOfOtherWidthsBecomeFloat32() throws IOException {
    ByteBuffer half = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    half.putShort((short) 0x3c00).putShort((short) 0xc080).putShort((short) 0x0001);
    ByteBuffer brain = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    brain.putShort((short) 0x3f80).putShort((short) 0xc010).putShort((short) 0x4000);
    ByteBuffer wide = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    wide.putDouble(1).putDouble(-0.25).putDouble(3);
    FlatNetwork network =
        read(
            new OnnxWriter(13)
                .typedInput("x", OnnxWriter.FLOAT16, -1, 3)
                .output("y")
                .initializer(OnnxWriter.tensor("half", OnnxWriter.FLOAT16, half.array(), 3))
                .initializer(OnnxWriter.tensor("brain", 16, brain.array(), 3))
                .initializer(OnnxWriter.tensor("wide", 11, wide.array(), 3))
                .node("Sum", List.of("x", "half", "brain", "wide"), "y", Map.of()));
    float[] expected = {1 + 1 + 1, -2.25f - 2.25f - 0.25f, (float) 0x1p-24 + 2 + 3};
    assertArrayEquals(expected, run(network, new float[3], 1, 3));
  }

  @Test
  void imagesOfBytesAreCastByTheNetwork() throws IOException {
    FlatNetwork network =
        read(
            new OnnxWriter(13)
                .typedInput("x", OnnxWriter.UINT8, -1, 4, 4, 3)
                .output("y")
                .node("Cast", List.of("x"), "f", Map.of("to", 1))
                .node("Flatten", List.of("f"), "y", Map.of()));
    NodeDef images =
        network.graph().getNodeList().stream()
            .filter(node -> node.getName().equals(network.input()))
            .findFirst()
            .orElseThrow();
    assertEquals("DT_UINT8", images.getAttrOrThrow("dtype").getType().name());
  }

  @Test
  void inputsThatAreNotTheImagesAreRefused() throws IOException {
    OnnxWriter two =
        new OnnxWriter(13)
            .input("a", -1, 3)
            .input("b", -1, 3)
            .output("y")
            .node("Add", List.of("a", "b"), "y", Map.of());
    assertEquals("one input expected, the images; it has 'a', 'b'", refusal(two));
    assertEquals(
        "node 'the Add' (Add): input 1 comes from nowhere",
        refusal(two, Optional.of("a"), Optional.empty()));
    assertEquals("no input 'c', but 'a', 'b'", refusal(two, Optional.of("c"), Optional.empty()));
    assertEquals(
        "input 'x' is of type STRING, not of images",
        refusal(new OnnxWriter(13).typedInput("x", OnnxWriter.STRING, -1, 3).output("x")));
    assertEquals(
        "input 'x' has the shape [-1, 3, -1, -1]; only the number of images, its first size, can stay open: export it with the others fixed",
        refusal(new OnnxWriter(13).input("x", -1, 3, -1, -1).output("x")));
  }

  /** As with {@code dynamic_axes}: what the file computes of the sizes is known with them. */
  @Test
  void sizesThatTheFileLeavesOpenAreThoseOfTheImages() throws IOException {
    OnnxWriter open =
        new OnnxWriter(13)
            .input("x", -1, 2, -1, -1)
            .output("y")
            .constant("w", new float[] {1, 2, 3, 4}, 4, 1)
            .integers("first", 0)
            .integers("last", 3)
            .integers("rest", -1)
            .node("Shape", List.of("x"), "sizes", Map.of())
            .node("Gather", List.of("sizes", "first"), "count", Map.of())
            .node("Gather", List.of("sizes", "last"), "width", Map.of())
            .node("Concat", List.of("count", "rest"), "rows", Map.of("axis", 0))
            .node("ReduceMean", List.of("x"), "means", Map.of("axes", new long[] {3}))
            .node("Reshape", List.of("means", "rows"), "flat", Map.of())
            .node("MatMul", List.of("flat", "w"), "weighted", Map.of())
            .node("Cast", List.of("width"), "factor", Map.of("to", 1))
            .node("Mul", List.of("weighted", "factor"), "y", Map.of());
    Path file = open.write(folder.resolve("open.onnx"));
    FlatNetwork network =
        OnnxImport.read(
            file,
            Optional.empty(),
            Optional.empty(),
            shape -> Adoption.sized("n", shape, Optional.of(Layout.NCHW), new ImageShape(2, 3, 2)));
    float[] pixels = {0, 0, 3, 0, 3, 0, 6, 0, 0, 0, 0, 9};
    assertArrayEquals(new float[] {3 + 2 * 3 + 3 * 6 + 4 * 9}, run(network, pixels, 1, 2, 2, 3));
  }

  @Test
  void nodesThatMakeNoSenseAreRefusedByName() throws IOException {
    assertEquals(
        "node 'the MatMul' (MatMul): [N, 3] times [4, 2]",
        refusal(
            new OnnxWriter(13)
                .input("x", -1, 3)
                .output("y")
                .constant("w", new float[8], 4, 2)
                .node("MatMul", List.of("x", "w"), "y", Map.of())));
    assertEquals(
        "node 'the ReduceMean' (ReduceMean): it brings the images together",
        refusal(
            new OnnxWriter(13)
                .input("x", -1, 3)
                .output("y")
                .node("ReduceMean", List.of("x"), "y", Map.of("axes", new long[] {0}))));
    assertEquals(
        "node 'the Add' (Add) needs its own result",
        refusal(
            new OnnxWriter(13)
                .input("x", -1, 3)
                .output("y")
                .node("Add", List.of("x", "r"), "y", Map.of())
                .node("Relu", List.of("y"), "r", Map.of())));
    assertEquals(
        "output 'y' does not depend on the images, one result for each",
        refusal(
            new OnnxWriter(13)
                .input("x", -1, 3)
                .output("y")
                .node("Shape", List.of("x"), "y", Map.of())));
  }

  @Test
  void whatDropsValuesInInferenceTooIsRefused() throws IOException {
    for (float ratio : new float[] {0, 0.5f}) {
      OnnxWriter model =
          new OnnxWriter(13)
              .input("x", -1, 3)
              .output("y")
              .constant("ratio", new float[] {ratio})
              .constant("training", new float[] {1})
              .node("Dropout", List.of("x", "ratio", "training"), "d", Map.of())
              .node("Relu", List.of("d"), "y", Map.of());
      if (ratio == 0) {
        assertArrayEquals(new float[] {1, 0, 3}, run(read(model), new float[] {1, -2, 3}, 1, 3));
      } else {
        assertEquals(
            "node 'the Dropout' (Dropout): it drops values: export the network in eval mode",
            refusal(model));
      }
    }
  }

  @Test
  void versionsOfTheOperationsThatAreNotKnownAreRefused() throws IOException {
    assertEquals("version 5 of ONNX's operations; 7 to 21 are read", refusal(new OnnxWriter(5)));
    assertEquals("version 99 of ONNX's operations; 7 to 21 are read", refusal(new OnnxWriter(99)));
  }
}
