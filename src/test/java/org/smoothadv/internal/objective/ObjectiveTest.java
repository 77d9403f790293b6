package org.smoothadv.internal.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.smoothing.StandardNormal;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What every objective is: a loss with its gradient, which parts of a batch add up to. */
class ObjectiveTest {
  private static final int IMAGES = 4;
  private static final int NOISES = 2;
  private static final int CLASSES = 5;

  static Stream<Objective> objectives() {
    return Stream.of(
        new CrossEntropy(),
        new Consistency(10, 0.5),
        new Macer(12, 4, 8, 0.5),
        new Stability(2),
        new SmoothMix(4, 1, 0, 5));
  }

  /** Logits of all groups of rows in one array, of some images. */
  private static final class Batch {
    private final Objective objective;
    private final int images;
    private final float[] logits;

    Batch(Objective objective, int images, float... logits) {
      this.objective = objective;
      this.images = images;
      this.logits = logits;
    }

    static Batch random(Objective objective) {
      SplittableRandom random = new SplittableRandom(4);
      float[] logits = new float[objective.form().groups() * IMAGES * NOISES * CLASSES];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextGaussian();
        // Half of the images are classified rightly.
        boolean ofLabel = i % CLASSES == labels()[i / CLASSES / NOISES % IMAGES];
        boolean isSure = i / CLASSES / NOISES % 2 == 0;
        logits[i] += ofLabel && isSure ? 2 : 0;
      }
      return new Batch(objective, IMAGES, logits);
    }

    static int[] labels() {
      return new int[] {3, 0, 1, 4};
    }

    private Batch moved(double length, double... direction) {
      float[] moved = logits.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += (float) (length * direction[i]);
      }
      return new Batch(objective, images, moved);
    }

    /** The rows of each group; a group of clean images has one of each. */
    private List<Operand<TFloat32>> groups(SmallGraph graph, int first) {
      List<Operand<TFloat32>> groups = new ArrayList<>();
      int perGroup = IMAGES * NOISES * CLASSES;
      for (int g = 0; g < objective.form().groups(); g++) {
        boolean clean = objective instanceof Stability && g == 0;
        int copies = clean ? 1 : NOISES;
        float[] rows = new float[images * copies * CLASSES];
        System.arraycopy(logits, g * perGroup + first * copies * CLASSES, rows, 0, rows.length);
        groups.add(graph.constant(rows, (long) images * copies, CLASSES));
      }
      return groups;
    }

    private Objective.Answers answers(
        SmallGraph graph, List<Operand<TFloat32>> logitsOfGroups, int first) {
      Ops tf = graph.tf();
      int[] ofImages = new int[images];
      float[] weights = new float[images];
      for (int i = 0; i < images; i++) {
        ofImages[i] = labels()[first + i];
        weights[i] = 0.1f * (first + i + 1);
      }
      return new Objective.Answers(
          logitsOfGroups,
          objective.form().numbers() == 0 ? List.of() : List.of(graph.constant(weights, images)),
          tf.oneHot(tf.constant(ofImages), tf.constant(CLASSES), tf.constant(1f), tf.constant(0f)),
          NOISES,
          tf.constant((float) IMAGES),
          tf.constant(0.75f));
    }

    Objective.Loss loss(SmallGraph graph, int first) {
      return objective.loss(graph.tf(), answers(graph, groups(graph, first), first));
    }

    float value() {
      try (SmallGraph graph = new SmallGraph()) {
        return graph.values(loss(graph, 0).value())[0];
      }
    }

    /** The gradient, in the places of the logits. */
    float[] gradient() {
      try (SmallGraph graph = new SmallGraph()) {
        List<Operand<TFloat32>> groups = groups(graph, 0);
        Operand<TFloat32> loss = objective.loss(graph.tf(), answers(graph, groups, 0)).value();
        float[] gradient = new float[logits.length];
        for (int g = 0; g < groups.size(); g++) {
          float[] part = graph.values(graph.tf().gradients(loss, List.of(groups.get(g))).dy(0));
          System.arraycopy(part, 0, gradient, g * IMAGES * NOISES * CLASSES, part.length);
        }
        return gradient;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void theGradientIsWhatSmallStepsOfTheLogitsMake(Objective objective) {
    Batch batch = Batch.random(objective);
    float[] gradient = batch.gradient();
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 4; trial++) {
      double[] direction = random.doubles(gradient.length, -1, 1).toArray();
      double slope = 0;
      for (int i = 0; i < gradient.length; i++) {
        slope += gradient[i] * direction[i];
      }
      double step = 0x1p-7;
      double difference =
          batch.moved(step, direction).value() - batch.moved(-step, direction).value();
      assertEquals(slope, difference / (2 * step), 2e-3 * Math.max(1, Math.abs(slope)));
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void partsOfABatchAddUp(Objective objective) {
    Batch whole = Batch.random(objective);
    try (SmallGraph graph = new SmallGraph()) {
      Objective.Loss all = whole.loss(graph, 0);
      Objective.Loss first = new Batch(objective, 1, whole.logits).loss(graph, 0);
      Objective.Loss rest = new Batch(objective, IMAGES - 1, whole.logits).loss(graph, 1);
      float loss = graph.values(all.value())[0];
      assertEquals(
          loss,
          graph.values(first.value())[0] + graph.values(rest.value())[0],
          1e-6 * Math.abs(loss));
      float terms = 0;
      for (Map.Entry<String, Operand<TFloat32>> term : all.terms().entrySet()) {
        terms += graph.values(term.getValue())[0];
      }
      assertEquals(objective instanceof CrossEntropy ? 0 : loss, terms, 1e-6 * Math.abs(loss));
    }
  }

  /** As at the end of a training: softmaxes that are exactly 0 and 1, right and wrong. */
  @ParameterizedTest
  @MethodSource("objectives")
  void certainAnswersHaveFiniteLossesAndGradients(Objective objective) {
    Batch batch = Batch.random(objective);
    float[] certain = batch.logits.clone();
    for (int i = 0; i < certain.length; i++) {
      certain[i] *= 1000;
    }
    Batch extreme = new Batch(objective, IMAGES, certain);
    assertTrue(Float.isFinite(extreme.value()), "loss " + extreme.value());
    for (float slope : extreme.gradient()) {
      assertTrue(Float.isFinite(slope), "slope " + slope);
    }
  }

  static final List<Double> PROBABILITIES =
      List.of(1e-7, 1e-6, 1e-4, 0.01, 0.3, 0.49, 0.6, 0.9, 0.999, 1 - 1e-5, 1 - 1e-6, 1 - 1e-7);

  @ParameterizedTest
  @FieldSource("PROBABILITIES")
  void quantilesAndTheirGradientsAreExact(double probability) {
    float p = (float) probability;
    double quantile = StandardNormal.quantile(p);
    double slope = Math.sqrt(2 * Math.PI) * Math.exp(quantile * quantile / 2);
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> input = graph.constant(new float[] {p}, 1);
      Operand<TFloat32> output = Macer.inverseNormal(graph.tf(), input);
      assertEquals(quantile, graph.values(output)[0], 1e-6 * Math.abs(quantile));
      float gradient = graph.values(graph.tf().gradients(output, List.of(input)).dy(0))[0];
      assertEquals(slope, gradient, 1e-6 * slope);
    }
  }

  /** Both images have the label's softmax on top, one of them too far. */
  @ParameterizedTest
  @ValueSource(floats = {0.5f, 8})
  void macerLooksAtImagesWithinItsMarginOnly(float gamma) {
    float[] logits = {2, 1, 0, 2, 1, 0};
    Batch batch = new Batch(new Macer(1, 1, gamma, 1), 1, logits);
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      Objective.Loss loss =
          batch.objective.loss(
              tf,
              new Objective.Answers(
                  List.of(graph.constant(logits, 2, 3)),
                  List.of(),
                  graph.constant(new float[] {1, 0, 0}, 1, 3),
                  2,
                  tf.constant(1f),
                  tf.constant(1f)));
      double sum = Math.exp(2) + Math.exp(1) + 1;
      double difference =
          StandardNormal.quantile(Math.exp(1) / sum) - StandardNormal.quantile(Math.exp(2) / sum);
      double expected = -difference <= gamma ? (difference + gamma) / 2 : 0;
      assertEquals(expected, graph.values(loss.terms().get("robustness"))[0], 1e-5);
      assertEquals(gamma == 0.5f, expected == 0);
    }
  }

  @Test
  void equalCopiesAreConsistent() {
    float[] logits = {2, 1, 0, 2, 1, 0};
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      Objective.Loss loss =
          new Consistency(10, 0)
              .loss(
                  tf,
                  new Objective.Answers(
                      List.of(graph.constant(logits, 2, 3)),
                      List.of(),
                      graph.constant(new float[] {1, 0, 0}, 1, 3),
                      2,
                      tf.constant(1f),
                      tf.constant(1f)));
      assertArrayEquals(new float[] {0}, graph.values(loss.terms().get("divergence")), 1e-6f);
    }
  }
}
