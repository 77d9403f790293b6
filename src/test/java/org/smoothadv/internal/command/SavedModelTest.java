package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.savedmodel.SavedModelImport;
import org.smoothadv.network.Precision;
import org.smoothadv.run.RunFolder;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** An export as a program sees it that knows TensorFlow only. */
class SavedModelTest {
  private static final float[] IMAGES = images(3);
  private static final float[] IMAGE = Arrays.copyOf(IMAGES, 32 * 32 * 3);

  @TempDir static Path folder;
  private static SavedModelBundle model;
  private static RunFolder run;

  @BeforeAll
  static void load() throws IOException, InterruptedException {
    run = RunFolder.open(TinyRun.folder());
    model = SavedModelBundle.load(TinyExport.folder().toString(), "serve");
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void signaturesSayWhatTheyTakeAndGive() {
    Map<String, String> signatures = new TreeMap<>();
    for (Signature signature : model.signatures()) {
      assertEquals("tensorflow/serving/predict", signature.methodName());
      signatures.put(
          signature.key(), text(signature.getInputs()) + " -> " + text(signature.getOutputs()));
    }
    String logits = "{images=DT_FLOAT[-1, 32, 32, 3]} -> {logits=DT_FLOAT[-1, 10]}";
    String votes =
        "{first=DT_INT64[], image=DT_FLOAT[32, 32, 3], samples=DT_INT32[], seed=DT_INT64[2]}"
            + " -> {counts=DT_INT64[10]}";
    assertEquals(Map.of("logits", logits, "serving_default", logits, "votes", votes), signatures);
  }

  private static String text(Map<String, Signature.TensorDescription> tensors) {
    Map<String, String> text = new TreeMap<>();
    tensors.forEach((name, t) -> text.put(name, t.dataType.name() + t.shape));
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void logitsAreThoseOfTheRun(Precision precision) throws IOException, InterruptedException {
    float[] expected = logits(run.classifier().weights().in(precision));
    try (SavedModelBundle exported = exported(precision)) {
      assertArrayEquals(expected, logits(exported, "logits"));
      assertArrayEquals(expected, logits(exported, "serving_default"));
    }
  }

  /** As a model of others, of which nothing is known but its graph. */
  @Test
  void exportIsReadAsAnyModel() throws IOException, InterruptedException {
    FlatNetwork network =
        SavedModelImport.read(
                TinyExport.folder(), Optional.of("logits"), Optional.empty(), Optional.empty())
            .network();
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 images = tensor(IMAGES, 3, 32, 32, 3)) {
      graph.importGraphDef(network.graph());
      try (Result result =
          session.runner().feed(network.input(), images).fetch(network.output()).run()) {
        assertArrayEquals(logits(model, "logits"), values((TFloat32) result.get(0)), 1e-4f);
      }
    }
  }

  /**
   * Whole batches and parts of them, from the first sample on and from another. Where the processor
   * has no instructions for bfloat16, its rounding depends on how a graph divides the batch, and
   * may turn the vote of a sample on the boundary.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT32, 0", "BFLOAT16, 0.02"})
  void votesAreThoseThatCertificationCounts(Precision precision, double turned)
      throws IOException, InterruptedException {
    try (SavedModelBundle exported = exported(precision);
        BaseClassifier classifier = classifier(precision)) {
      for (int[] part : new int[][] {{0, 64}, {0, 1}, {0, 150}, {37, 150}, {1_000_000, 65}}) {
        int[] expected = classifier.votes(IMAGE, 7, 0.5, -3).count(part[0], part[1]).byClass();
        assertTrue(part[1] == 1 || Arrays.stream(expected).filter(c -> c > 0).count() > 1);
        long[] votes = votes(exported, new long[] {-3, 7}, part[0], part[1]);
        assertEquals(part[1], Arrays.stream(votes).sum());
        long different = 0;
        for (int i = 0; i < expected.length; i++) {
          different += Math.max(0, votes[i] - expected[i]);
        }
        assertTrue(different <= turned * part[1], () -> Arrays.toString(votes));
      }
    }
  }

  @Test
  void noSamplesGiveNoVotes() {
    assertArrayEquals(new long[10], votes(model, new long[] {0, 0}, 0, 0));
    assertArrayEquals(new long[10], votes(model, new long[] {0, 0}, 0, -1));
  }

  private static BaseClassifier classifier(Precision precision) throws IOException {
    return new BaseClassifier(run.classifier().weights().in(precision), 64, Machine.current());
  }

  /** With more noise than in training, so that the classes mix. */
  private static SavedModelBundle exported(Precision precision)
      throws IOException, InterruptedException {
    Path out = folder.resolve(EnumNames.of(precision));
    if (!Files.exists(out)) {
      Smoothadv.call(
              "export",
              "--run",
              TinyRun.folder().toString(),
              "--sigma",
              "0.5",
              "--precision",
              EnumNames.of(precision),
              "--out",
              out.toString())
          .assertDone();
    }
    return SavedModelBundle.load(out.toString(), "serve");
  }

  private static float[] logits(FrozenClassifier classifier) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 images = tensor(IMAGES, 3, 32, 32, 3)) {
      Ops tf = Ops.create(graph);
      var input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 32, 32, 3)));
      var logits = classifier.logits(tf, input);
      try (Result result = session.runner().feed(input, images).fetch(logits).run()) {
        return values((TFloat32) result.get(0));
      }
    }
  }

  private static float[] logits(SavedModelBundle model, String signature) {
    try (TFloat32 images = tensor(IMAGES, 3, 32, 32, 3);
        Result result = model.function(signature).call(Map.of("images", images))) {
      return values((TFloat32) result.get("logits").orElseThrow());
    }
  }

  private static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false));
  }

  private static float[] values(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }

  private static long[] votes(SavedModelBundle model, long[] seed, long first, int samples) {
    long[] counts = new long[10];
    try (TFloat32 image = tensor(IMAGE, 32, 32, 3);
        TInt64 seeds = TInt64.vectorOf(seed);
        TInt64 start = TInt64.scalarOf(first);
        TInt32 number = TInt32.scalarOf(samples);
        Result result =
            model
                .function("votes")
                .call(Map.of("image", image, "seed", seeds, "first", start, "samples", number))) {
      ((TInt64) result.get("counts").orElseThrow()).copyTo(DataBuffers.of(counts));
    }
    return counts;
  }

  private static float[] images(int count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] images = new float[count * 32 * 32 * 3];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(256) / 255f;
    }
    return images;
  }
}
