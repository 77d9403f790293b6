package org.smoothadv.internal.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.attack.AscentPath;
import org.smoothadv.attack.Assessor;
import org.smoothadv.attack.Attack;
import org.smoothadv.attack.Noise;
import org.smoothadv.attack.PluginGradient;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * SmoothMix (Jeong et al., "SmoothMix: Training Confidence-calibrated Smoothed Classifiers for
 * Certified Robustness", NeurIPS 2021). A path of T steps leads from the image along the gradient
 * of the SmoothAdv objective, with no ball around it. With x0 the image, or the point of the path
 * after some steps, xT its end, F^(x0) the mean of the softmaxes at the noisy copies of x0, C
 * classes and w uniform in [0, 1/2],
 *
 * <pre>
 *   x_mix = (1 - w) x0 + w xT,    y_mix = (1 - w) F^(x0) + w / C,
 *   loss  = mean_i CE(x0 + delta_i, y) + eta [arg max F^(x0) = y] mean_i KL(y_mix || F(x_mix + delta_i)).
 * </pre>
 *
 * <p>As in the authors' code, and beyond these formulas: images are clipped to [0, 1]; eta comes
 * gradually with the ramp of the epoch; so does the ball around the image, of radius alpha times
 * the steps to x0, in which x0 is kept; the gradient goes through y_mix; copies of x0 and of x_mix
 * have the same noises and go through the network one after the other. Unlike there, an image whose
 * gradient is exactly 0 takes a random direction, as in all attacks here.
 *
 * @param steps T, at least 1
 * @param alpha the length of a step, L2 in pixel units, positive
 * @param mixStep steps from the image to x0, below T; 0 for the image itself
 * @param eta at least 0; the ramp of the epoch is a factor of it
 */
record SmoothMix(int steps, double alpha, int mixStep, double eta) implements Objective {
  /** Keeps the logarithm finite where a target is 0. */
  private static final float LEAST_PROBABILITY = 1e-20f;

  /** Keeps the weights apart from the directions that steps take at random. */
  private static final long WEIGHTS = 1L << 24;

  @Override
  public Form form() {
    return new Form(2, 1);
  }

  @Override
  public Rows rows(Ops tf, Step step) {
    Operand<TFloat32> radius = tf.math.mul(step.ramp(), tf.constant((float) (alpha * mixStep)));
    Noise noise = new Noise.Stored(step.copies());
    AscentPath path =
        new AscentPath(
            new Assessor<>(step.classifier(), new PluginGradient(), noise.samples()),
            steps,
            alpha,
            mixStep);
    AscentPath.Points points =
        path.from(
            tf.withSubScope("path"),
            new Attack.Input(step.images(), step.labels(), noise, radius, step.seed()));
    Operand<TFloat32> start = tf.stopGradient(points.earlier());
    Operand<TFloat32> weight = weights(tf, step);
    Operand<TFloat32> ofImage = tf.reshape(weight, tf.constant(new int[] {-1, 1, 1, 1}));
    Operand<TFloat32> way = tf.math.sub(tf.stopGradient(points.end()), start);
    Operand<TFloat32> mixed = tf.math.add(start, tf.math.mul(ofImage, way));
    return new Rows(
        List.of(step.copies().of(tf, start), step.copies().of(tf, mixed)), List.of(weight));
  }

  /** Those of the places that these images have in the batch, [B]. */
  private static Operand<TFloat32> weights(Ops tf, Step step) {
    Operand<TFloat32> ofBatch =
        tf.random.statelessRandomUniform(
            tf.expandDims(step.batch(), tf.constant(0)),
            tf.math.add(step.seed(), tf.constant(new long[] {WEIGHTS, 0})),
            TFloat32.class);
    Operand<TInt64> images =
        tf.slice(
            tf.shape(step.images(), TInt64.class),
            tf.constant(new long[] {0}),
            tf.constant(new long[] {1}));
    Operand<TFloat32> here = tf.slice(ofBatch, tf.expandDims(step.first(), tf.constant(0)), images);
    return tf.math.mul(here, tf.constant(0.5f));
  }

  @Override
  public Loss loss(Ops tf, Answers answers) {
    Operand<TFloat32> noisy = answers.logits().get(0);
    Operand<TFloat32> mean = tf.math.exp(Softmaxes.of(tf, answers, noisy).logMean(tf));
    Operand<TFloat32> target = target(tf, answers, mean);
    Operand<TFloat32> logTarget =
        tf.math.log(tf.math.maximum(target, tf.constant(LEAST_PROBABILITY)));
    Operand<TFloat32> ofMixed = Softmaxes.of(tf, answers, answers.logits().get(1)).meanLog(tf);
    Operand<TFloat32> divergence =
        tf.reduceSum(tf.math.mul(target, tf.math.sub(logTarget, ofMixed)), tf.constant(1));
    Operand<TFloat32> eligible = tf.dtypes.cast(correct(tf, mean, answers), TFloat32.class);
    Operand<TFloat32> factor = tf.math.mul(answers.ramp(), tf.constant((float) eta));
    Map<String, Operand<TFloat32>> terms = new LinkedHashMap<>();
    terms.put("cross_entropy", answers.crossEntropy(tf, noisy));
    terms.put(
        "mixup",
        tf.math.mul(factor, answers.meanOverImages(tf, tf.math.mul(eligible, divergence))));
    return Loss.of(tf, noisy, terms);
  }

  private static Operand<TFloat32> target(Ops tf, Answers answers, Operand<TFloat32> mean) {
    Operand<TFloat32> weight = tf.expandDims(answers.numbers().get(0), tf.constant(1));
    float classes = answers.labels().shape().get(1);
    return tf.math.add(
        tf.math.mul(tf.math.sub(tf.constant(1f), weight), mean),
        tf.math.div(weight, tf.constant(classes)));
  }

  private static Operand<TBool> correct(Ops tf, Operand<TFloat32> mean, Answers answers) {
    return tf.math.equal(
        tf.math.argMax(mean, tf.constant(1)), tf.math.argMax(answers.labels(), tf.constant(1)));
  }
}
