package org.smoothadv.internal.objective;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Consistency regularisation (Jeong and Shin, "Consistency Regularization for Certified Robustness
 * of Smoothed Classifiers", NeurIPS 2020): the cross-entropy of all copies, and for each image,
 * with F^ the mean of the softmaxes F_i of its copies,
 *
 * <pre>  lambda / m sum_i KL(F^ || F_i) + eta H(F^).</pre>
 *
 * <p>The gradient goes through F^ as well. Images may be attacked: the paper's "SmoothAdv +
 * consistency".
 *
 * @param lambda at least 0
 * @param eta at least 0
 */
record Consistency(double lambda, double eta) implements Objective {
  @Override
  public Loss loss(Ops tf, Answers answers) {
    Operand<TFloat32> logits = answers.logits().get(0);
    Softmaxes softmaxes = Softmaxes.of(tf, answers, logits);
    Operand<TFloat32> logMean = softmaxes.logMean(tf);
    Operand<TFloat32> mean = tf.math.exp(logMean);
    // The mean of the divergences is the divergence from the mean of the logarithms.
    Operand<TFloat32> divergence =
        sum(tf, tf.math.mul(mean, tf.math.sub(logMean, softmaxes.meanLog(tf))));
    Operand<TFloat32> entropy = tf.math.neg(sum(tf, tf.math.mul(mean, logMean)));
    Map<String, Operand<TFloat32>> terms = new LinkedHashMap<>();
    terms.put("cross_entropy", answers.crossEntropy(tf, logits));
    terms.put("divergence", times(tf, lambda, answers.meanOverImages(tf, divergence)));
    terms.put("entropy", times(tf, eta, answers.meanOverImages(tf, entropy)));
    return Loss.of(tf, logits, terms);
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> rows) {
    return tf.reduceSum(rows, tf.constant(1));
  }

  private static Operand<TFloat32> times(Ops tf, double factor, Operand<TFloat32> term) {
    return tf.math.mul(term, tf.constant((float) factor));
  }
}
