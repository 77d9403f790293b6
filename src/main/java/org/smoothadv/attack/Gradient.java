package org.smoothadv.attack;

import com.google.gson.annotations.SerializedName;
import org.smoothadv.attack.DrawnNoise.Sampling;
import org.smoothadv.attack.SteinGradient.Score;

/** The gradients that an attack can follow: an estimator and how its noises are drawn. */
public enum Gradient {
  /** Estimator (6). */
  @SerializedName("plugin")
  PLUGIN(Sampling.INDEPENDENT, 1),

  /** Estimator (7). */
  @SerializedName("stein")
  STEIN(Sampling.INDEPENDENT, 1),

  /** Estimator (7) of the hard classifier. */
  @SerializedName("stein-hard")
  STEIN_HARD(Sampling.INDEPENDENT, 1),

  /** Estimator (7) with a baseline subtracted from F. */
  @SerializedName("stein-baseline")
  STEIN_BASELINE(Sampling.INDEPENDENT, 2),

  /** Estimator (7) of noises in pairs, delta and -delta. */
  @SerializedName("stein-antithetic")
  STEIN_ANTITHETIC(Sampling.ANTITHETIC, 2);

  private final Sampling sampling;
  private final int fewestSamples;

  Gradient(Sampling sampling, int fewestSamples) {
    this.sampling = sampling;
    this.fewestSamples = fewestSamples;
  }

  /** The smallest m that it can be estimated from. */
  public int fewestSamples() {
    return fewestSamples;
  }

  /** How the noises are drawn. */
  public Sampling sampling() {
    return sampling;
  }

  /**
   * The estimator.
   *
   * @param sigma the noise's standard deviation; positive for (7)
   */
  GradientEstimator<?> estimator(double sigma) {
    return switch (this) {
      case PLUGIN -> new PluginGradient();
      case STEIN, STEIN_ANTITHETIC -> new SteinGradient(Score.SOFT, sigma);
      case STEIN_HARD -> new SteinGradient(Score.HARD, sigma);
      case STEIN_BASELINE -> new BaselineSteinGradient(new SteinGradient(Score.SOFT, sigma));
    };
  }
}
