package org.smoothadv.internal.savedmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.FLOAT;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.constant;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.integers;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.node;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.shape;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.checkpoint.FloatTensor;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Operations in another form compute the same, and have the gradient that the first form lacks. */
class NativeFormTest {
  private static final long[] IMAGES = {2, 4, 4, 4};
  private static final float[] PIXELS = Networks.values(5, 0.4, 2, 4, 4, 4).toArray();

  @TempDir Path folder;

  /** Reads the network that these nodes make of 'x', the last of them 'end' of this many values. */
  private FlatRun network(String name, int size, NodeDef... nodes) throws IOException {
    SavedModelWriter model = new SavedModelWriter().placeholder("x", FLOAT, -1, 4, 4, 4);
    Arrays.stream(nodes).forEach(model::add);
    model.add(integers("flat", -1, size));
    model.add("Reshape", "result", List.of("end", "flat"), "T", FLOAT);
    model.signature(
        "serving_default",
        Map.of("x", tensor("x:0", FLOAT, -1, 4, 4, 4)),
        Map.of("y", tensor("result:0", FLOAT, -1, size)));
    return new FlatRun(
        SavedModelImport.read(
                model.write(folder.resolve(name)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .network());
  }

  private static void assertSame(FlatRun expected, FlatRun network, int size) {
    assertArrayEquals(expected.result(PIXELS, IMAGES), network.result(PIXELS, IMAGES), 1e-5f);
    float[] weights = Networks.values(8, 0, size).toArray();
    assertArrayEquals(
        expected.gradient(weights, PIXELS, IMAGES),
        network.gradient(weights, PIXELS, IMAGES),
        1e-5f);
  }

  private static NodeDef floats(String name, FloatTensor value) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(FLOAT)
            .setTensorShape(shape(value.shape().stream().mapToLong(Long::longValue).toArray()));
    for (float each : value.toArray()) {
      tensor.addFloatVal(each);
    }
    return constant(name, tensor.build());
  }

  private static NodeDef longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT64).setTensorShape(shape(values.length));
    Arrays.stream(values).forEach(tensor::addInt64Val);
    return constant(name, tensor.build());
  }

  private static NodeDef spatial(String op, String name, List<String> inputs, Object... more) {
    List<Object> attributes = new ArrayList<>(List.of("T", FLOAT));
    attributes.addAll(List.of(more));
    return node(op, name, inputs, attributes.toArray());
  }

  private static NodeDef transpose(String name, String of, String order) {
    return node("Transpose", name, List.of(of, order), "T", FLOAT);
  }

  @Test
  void channelsFirstIsComputedWithChannelsLast() throws IOException {
    NodeDef kernel = floats("k", Networks.values(1, 0, 3, 3, 4, 2));
    int[] ones = {1, 1, 1, 1};
    try (FlatRun expected =
            network(
                "last",
                8,
                kernel,
                integers("in", 0, 2, 3, 1),
                integers("out", 0, 3, 1, 2),
                transpose("t", "x", "in"),
                spatial("Conv2D", "c", List.of("t", "k"), "strides", ones, "padding", "SAME"),
                spatial(
                    "MaxPool",
                    "p",
                    List.of("c"),
                    "ksize",
                    new int[] {1, 2, 2, 1},
                    "strides",
                    new int[] {1, 2, 2, 1},
                    "padding",
                    "VALID"),
                transpose("end", "p", "out"));
        FlatRun network =
            network(
                "first",
                8,
                kernel,
                spatial(
                    "Conv2D",
                    "c",
                    List.of("x", "k"),
                    "strides",
                    ones,
                    "padding",
                    "SAME",
                    "data_format",
                    "NCHW"),
                spatial(
                    "MaxPool",
                    "end",
                    List.of("c"),
                    "ksize",
                    new int[] {1, 1, 2, 2},
                    "strides",
                    new int[] {1, 1, 2, 2},
                    "padding",
                    "VALID",
                    "data_format",
                    "NCHW"))) {
      assertSame(expected, network, 8);
    }
  }

  @Test
  void explicitPaddingIsAnOperationOfItsOwn() throws IOException {
    NodeDef kernel = floats("k", Networks.values(1, 0, 3, 3, 4, 2));
    int[] ones = {1, 1, 1, 1};
    try (FlatRun expected =
            network(
                "pad",
                50,
                kernel,
                constant("s", Constants.integers(4, 0, 0, 2, 1, 1, 2, 0, 0)),
                node("Pad", "p", List.of("x", "s"), "T", FLOAT),
                spatial("Conv2D", "end", List.of("p", "k"), "strides", ones, "padding", "VALID"));
        FlatRun network =
            network(
                "explicit",
                50,
                kernel,
                spatial(
                    "Conv2D",
                    "end",
                    List.of("x", "k"),
                    "strides",
                    ones,
                    "padding",
                    "EXPLICIT",
                    "explicit_paddings",
                    new int[] {0, 0, 2, 1, 1, 2, 0, 0}))) {
      assertSame(expected, network, 50);
    }
  }

  @Test
  void longIndicesAreNarrowed() throws IOException {
    DataType wide = DataType.DT_INT64;
    try (FlatRun expected =
            network(
                "int",
                9,
                integers("b", 0, 1, 1, 0),
                integers("s", -1, 3, 3, 4),
                integers("a", 3),
                node("Slice", "c", List.of("x", "b", "s"), "T", FLOAT, "Index", DataType.DT_INT32),
                node("Mean", "end", List.of("c", "a"), "T", FLOAT, "Tidx", DataType.DT_INT32));
        FlatRun network =
            network(
                "long",
                9,
                longs("b", 0, 1, 1, 0),
                longs("e", Long.MAX_VALUE, Long.MAX_VALUE, 4, 4),
                longs("o", 1, 1, 1, 1),
                longs("a", 3),
                node("StridedSlice", "c", List.of("x", "b", "e", "o"), "T", FLOAT, "Index", wide),
                node("Mean", "end", List.of("c", "a"), "T", FLOAT, "Tidx", wide))) {
      assertSame(expected, network, 9);
    }
  }

  @Test
  void complementOfTheErrorFunctionHasAGradient() throws IOException {
    try (FlatRun network = network("erfc", 64, node("Erfc", "end", List.of("x"), "T", FLOAT))) {
      float[] result = network.result(new float[64], 1, 4, 4, 4);
      assertEquals(1, result[0], 1e-6);
      float[] ones = new float[64];
      Arrays.fill(ones, 1);
      float[] gradient = network.gradient(ones, new float[64], 1, 4, 4, 4);
      assertEquals(-2 / Math.sqrt(Math.PI), gradient[0], 1e-6);
    }
  }

  @Test
  void patchesSideBySideAreBlocks() throws IOException {
    int[] two = {1, 2, 2, 1};
    try (FlatRun network =
        network(
            "patches",
            64,
            spatial(
                "ExtractImagePatches",
                "end",
                List.of("x"),
                "ksizes",
                two,
                "strides",
                two,
                "rates",
                new int[] {1, 1, 1, 1},
                "padding",
                "VALID"))) {
      float[] result = network.result(PIXELS, IMAGES);
      // The first patch: rows 0 and 1, columns 0 and 1, four channels each.
      for (int channel = 0; channel < 4; channel++) {
        assertEquals(PIXELS[channel], result[channel]);
        assertEquals(PIXELS[4 + channel], result[4 + channel]);
        assertEquals(PIXELS[16 + channel], result[8 + channel]);
      }
      assertEquals(PIXELS.length, network.gradient(new float[64], PIXELS, IMAGES).length);
    }
  }
}
