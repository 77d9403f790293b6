package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What stands for F(x' + delta_i)_y in estimator (7). */
public enum Score {
  /** The label's softmax probability. */
  SOFT {
    @Override
    Operand<TFloat32> of(Ops tf, Observation observation) {
      return tf.math.exp(observation.labelLogProbabilities(tf));
    }
  },

  /** 1 where the classifier answers the label and 0 elsewhere: f, one-hot. */
  HARD {
    @Override
    Operand<TFloat32> of(Ops tf, Observation observation) {
      return observation.labelHits(tf);
    }
  };

  /** The scores of all copies, [B, m]. */
  abstract Operand<TFloat32> of(Ops tf, Observation observation);
}
