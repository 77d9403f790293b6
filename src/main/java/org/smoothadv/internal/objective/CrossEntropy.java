package org.smoothadv.internal.objective;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The cross-entropy of all noisy copies: Gaussian training (Cohen et al. 2019) where images are
 * clean, SmoothAdv (Salman et al. 2019) where they are attacked.
 */
record CrossEntropy() implements Objective {
  @Override
  public Loss loss(Ops tf, Answers answers) {
    Operand<TFloat32> logits = answers.logits().get(0);
    return new Loss(answers.crossEntropy(tf, logits), logits, Map.of());
  }
}
