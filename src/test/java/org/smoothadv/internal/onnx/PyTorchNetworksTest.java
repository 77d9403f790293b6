package org.smoothadv.internal.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.internal.numpy.NpzFile;

/**
 * The networks that {@code tools/export_onnx.py DIR} writes, where {@code -Donnx.dir=DIR} says they
 * are: results and gradients are those of PyTorch.
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
      FlatNetwork network = OnnxImport.read(file, Optional.empty(), Optional.empty());
      double read = (System.nanoTime() - start) / 1e9;
      try (RunningNetwork running = new RunningNetwork(network)) {
        float[] logits = floats(npz.array("logits"));
        float[] first = new float[logits.length];
        int classes = npz.array("logits").shape().get(1);
        for (int i = 0; i < first.length; i += classes) {
          first[i] = 1;
        }
        start = System.nanoTime();
        double values = error(running.result(floats(images), shape), logits);
        double slopes =
            error(running.gradient(floats(images), first, shape), floats(npz.array("gradient")));
        System.out.printf(
            "%s: logits %.1e, gradient %.1e, read in %.1f s, ran in %.1f s, %d nodes, %d MB%n",
            file.getFileName(),
            values,
            slopes,
            read,
            (System.nanoTime() - start) / 1e9,
            network.graph().getNodeCount(),
            network.graph().getSerializedSize() >> 20);
        assertTrue(values < 1e-4, "logits " + values);
        assertTrue(slopes < 1e-3, "gradient " + slopes);
      }
    }
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
