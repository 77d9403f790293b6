package org.smoothadv.smoothing;

import com.google.gson.annotations.SerializedName;

/** How the noise of a smoothed classifier is drawn and added. */
public enum NoiseKind {
  /** As published: float32 numbers, drawn from a normal distribution up to rounding, and added. */
  @SerializedName("gaussian")
  GAUSSIAN,

  /**
   * 8-bit images only, and the same smoothed classifier but for one layer before the network: what
   * it is given is rounded to multiples of 1/255. The noise is a whole number of these, drawn
   * without floating-point arithmetic, and certificates hold as they are computed (Voracek and Hein
   * 2023, "Sound Randomized Smoothing in Floating-Point Arithmetics", have the idea).
   */
  @SerializedName("discrete")
  DISCRETE
}
