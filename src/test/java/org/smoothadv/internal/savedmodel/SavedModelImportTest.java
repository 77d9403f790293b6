package org.smoothadv.internal.savedmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** SavedModels of others become flat networks that compute the same. */
class SavedModelImportTest {
  private static final long[] IMAGES = {3, 4, 4, 3};

  @TempDir Path folder;

  private static FlatNetwork read(Path model) throws IOException {
    return SavedModelImport.read(model, Optional.empty(), Optional.empty(), Optional.empty())
        .network();
  }

  private static float[] images() {
    return Networks.values(9, 0.5, 3, 4, 4, 3).toArray();
  }

  private static float[] served(Path model, String input, float[] images, long... shape) {
    try (SavedModelBundle bundle = SavedModelBundle.load(model.toString(), "serve");
        TFloat32 fed = TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(images));
        Result result = bundle.function("serving_default").call(Map.of(input, fed))) {
      TFloat32 values = (TFloat32) result.get(0);
      float[] copy = new float[Math.toIntExact(values.size())];
      values.copyTo(DataBuffers.of(copy));
      return copy;
    }
  }

  @Test
  void networkOfFunctionsAndVariablesComputesWhatItsBundleServes() throws IOException {
    Path model = Networks.convolutional().write(folder.resolve("model"));
    float[] expected = served(model, "images", images(), IMAGES);
    try (FlatRun network = new FlatRun(read(model))) {
      assertArrayEquals(expected, network.result(images(), IMAGES), 1e-6f);
      assertEquals(15, expected.length);
    }
  }

  @Test
  void networkIsFlat() throws IOException {
    FlatNetwork network = read(Networks.convolutional().write(folder.resolve("model")));
    assertEquals(
        Set.of(
            "Placeholder",
            "Const",
            "Conv2D",
            "BiasAdd",
            "AddV2",
            "Rsqrt",
            "Mul",
            "Sub",
            "Relu",
            "MaxPool",
            "Reshape",
            "MatMul",
            "Softmax"),
        network.graph().getNodeList().stream().map(NodeDef::getOp).collect(Collectors.toSet()));
    assertEquals(0, network.graph().getLibrary().getFunctionCount());
  }

  @Test
  void gradientIsThatOfFiniteDifferences() throws IOException {
    Path model = Networks.convolutional().write(folder.resolve("model"));
    float[] weights = {1, -2, 3, 0.5f, -1};
    float[] images = images();
    try (FlatRun network = new FlatRun(read(model))) {
      float[] gradient = network.gradient(weights, images, IMAGES);
      for (int i = 0; i < images.length; i += 7) {
        double step = 1e-2;
        double rise =
            (weighted(network, weights, images, i, step)
                    - weighted(network, weights, images, i, -step))
                / (2 * step);
        assertEquals(rise, gradient[i], 2e-3);
      }
    }
  }

  private static double weighted(
      FlatRun network, float[] weights, float[] images, int at, double step) {
    float[] moved = images.clone();
    moved[at] += (float) step;
    float[] result = network.result(moved, IMAGES);
    double sum = 0;
    for (int i = 0; i < result.length; i++) {
      sum += weights[i % weights.length] * result[i];
    }
    return sum;
  }

  @Test
  void malformedSignatureBesideTheOneWantedIsNoHindrance() throws IOException {
    SavedModelWriter writer = Networks.convolutional();
    writer.signature(
        "broken",
        Map.of("a", SavedModelWriter.tensor("nowhere:7", SavedModelWriter.FLOAT)),
        Map.of("b", SavedModelWriter.tensor("", SavedModelWriter.FLOAT)));
    try (FlatRun network = new FlatRun(read(writer.write(folder.resolve("model"))))) {
      assertEquals("[-1, 4, 4, 3]", network.inputShape().toString());
      assertEquals(15, network.result(images(), IMAGES).length);
    }
  }

  /** Variables that are read through an Identity and restored by assignments in the main graph. */
  @Test
  void modelOfTensorFlow1IsRead() throws IOException {
    Path model = Networks.ofTensorFlow1().write(folder.resolve("model"));
    float[] images = Networks.values(9, 0.5, 3, 4).toArray();
    float[] expected = served(model, "x", images, 3, 4);
    try (FlatRun network = new FlatRun(read(model))) {
      assertArrayEquals(expected, network.result(images, 3, 4), 1e-6f);
      assertEquals(6, expected.length);
    }
  }
}
