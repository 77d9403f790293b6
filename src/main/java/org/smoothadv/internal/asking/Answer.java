package org.smoothadv.internal.asking;

import java.io.Serializable;
import java.util.Arrays;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.Predictor.Prediction;

/** What a classifier says of one image. */
public sealed interface Answer extends Serializable {
  /** The answer of CERTIFY. */
  record Certified(Certification certification) implements Answer {}

  /** The answer of PREDICT. */
  final class Predicted implements Answer {
    private static final long serialVersionUID = 1L;

    private final Prediction prediction;
    private final int basePrediction;
    private final float[] asked;

    /**
     * An answer.
     *
     * @param basePrediction what the base classifier says without noise
     * @param asked the pixels that were asked about, after an attack; empty where nobody wants them
     */
    Predicted(Prediction prediction, int basePrediction, float[] asked) {
      this.prediction = prediction;
      this.basePrediction = basePrediction;
      this.asked = asked;
    }

    /** What the smoothed classifier says. */
    public Prediction prediction() {
      return prediction;
    }

    /** What the base classifier says of the same image without noise. */
    public int basePrediction() {
      return basePrediction;
    }

    /** The pixels that were asked about, HWC; empty where nobody wants them. */
    public float[] asked() {
      return asked.clone();
    }

    @Override
    public String toString() {
      return "%s, base %d, of %s".formatted(prediction, basePrediction, Arrays.hashCode(asked));
    }
  }
}
