package org.smoothadv.internal.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.internal.numpy.NpzFile;

/**
 * The networks that {@code tools/export_onnx.py DIR} writes, where {@code -Donnx.dir=DIR} says they
 * are: results and gradients are those of PyTorch, gradients in float64. In float32 the order of
 * sums decides which side of 0 the input of a ReLU is on that is next to it; on the sides that it
 * is on, the gradient is that of float64.
 */
class PyTorchNetworksTest {
  @TestFactory
  Stream<DynamicTest> networksAnswerAsPyTorchDoes() throws IOException {
    String folder = System.getProperty("onnx.dir", "");
    assumeTrue(!folder.isEmpty(), "needs -Donnx.dir with what tools/export_onnx.py writes");
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      files = all.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
    assertTrue(!files.isEmpty(), "no networks in " + folder);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
  }

  private static void compare(Path file) throws IOException {
    Path numbers = Path.of(file.toString().replace(".onnx", ".npz"));
    try (NpzFile npz = NpzFile.open(numbers)) {
      NdArray images = npz.array("images");
      long[] shape = images.shape().stream().mapToLong(Integer::longValue).toArray();
      long start = System.nanoTime();
      FlatNetwork network =
          OnnxImport.read(file, Optional.empty(), Optional.empty(), UnaryOperator.identity());
      double read = (System.nanoTime() - start) / 1e9;
      float[] logits = floats(npz.array("logits"));
      float[] gradient = floats(npz.array("gradient"));
      float[] first = new float[logits.length];
      for (int i = 0; i < first.length; i += npz.array("logits").shape().get(1)) {
        first[i] = 1;
      }
      start = System.nanoTime();
      double values;
      float[] rounded;
      try (RunningNetwork running = new RunningNetwork(network)) {
        values = error(running.result(floats(images), shape), logits);
        rounded = running.gradient(floats(images), first, shape);
      }
      double ran = (System.nanoTime() - start) / 1e9;
      double slopes;
      try (RunningNetwork running = exact(network, false)) {
        slopes = error(running.gradient(floats(images), first, shape), gradient);
      }
      double sides;
      try (RunningNetwork running = exact(network, true)) {
        sides = error(rounded, running.gradient(floats(images), first, shape));
      }
      System.out.printf(
          "%-24s logits %.1e, gradient %.1e (float32: %.1e, on the same sides %.1e; PyTorch's float32: %.1e), read %.1f s, ran %.1f s, %d nodes, %d MB%n",
          file.getFileName(),
          values,
          slopes,
          error(rounded, gradient),
          sides,
          error(floats(npz.array("rounded")), gradient),
          read,
          ran,
          network.graph().getNodeCount(),
          network.graph().getSerializedSize() >> 20);
      assertTrue(values < 1e-4, "logits " + values);
      assertTrue(slopes < 1e-3, "gradient " + slopes);
      assertTrue(sides < 1e-3, "gradient of float32 " + sides);
    }
  }

  private static RunningNetwork exact(FlatNetwork network, boolean sameSides) {
    return new RunningNetwork(
        ExactNetwork.beside(network, sameSides), network.input(), ExactNetwork.RESULT);
  }

  private static float[] floats(NdArray array) {
    float[] values = new float[array.size()];
    array.data().asFloatBuffer().get(values);
    return values;
  }

  /** The largest difference, in relation to the largest value. */
  private static double error(float[] found, float[] expected) {
    double largest = 0;
    double difference = Math.abs(found.length - expected.length);
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double apart = Math.abs(found[i] - expected[i]);
      difference = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : Math.max(difference, apart);
    }
    return difference / largest;
  }
}
