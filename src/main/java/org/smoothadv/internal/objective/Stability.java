package org.smoothadv.internal.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Stability training (Zheng et al. 2016) under Gaussian noise (Li et al., "Certified Adversarial
 * Robustness with Additive Noise", NeurIPS 2019): the cross-entropy at the clean image, and lambda
 * times the mean over the copies of the cross-entropy of the noisy prediction to the clean one,
 *
 * <pre>  - sum_c F(x)_c log F(x + delta_i)_c.</pre>
 *
 * <p>The gradient goes through both predictions. The clean images go through the network first, on
 * their own, and the noisy ones after them.
 *
 * @param lambda at least 0
 */
record Stability(double lambda) implements Objective {
  @Override
  public Form form() {
    return new Form(2, 0);
  }

  @Override
  public Rows rows(Ops tf, Step step) {
    return new Rows(List.of(step.images(), step.noisy()), List.of());
  }

  @Override
  public Loss loss(Ops tf, Answers answers) {
    Operand<TFloat32> clean = answers.logits().get(0);
    Operand<TFloat32> noisy = answers.logits().get(1);
    Operand<TFloat32> crossEntropy =
        tf.nn.softmaxCrossEntropyWithLogits(clean, answers.labels()).loss();
    Operand<TFloat32> meanLog = Softmaxes.of(tf, answers, noisy).meanLog(tf);
    Operand<TFloat32> toClean =
        tf.math.neg(tf.reduceSum(tf.math.mul(tf.nn.softmax(clean), meanLog), tf.constant(1)));
    Map<String, Operand<TFloat32>> terms = new LinkedHashMap<>();
    terms.put("cross_entropy", answers.meanOverImages(tf, crossEntropy));
    terms.put(
        "stability", tf.math.mul(answers.meanOverImages(tf, toClean), tf.constant((float) lambda)));
    return Loss.of(tf, noisy, terms);
  }
}
