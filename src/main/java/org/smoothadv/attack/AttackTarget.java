package org.smoothadv.attack;

import com.google.gson.annotations.SerializedName;

/** Which classifier an attack is to deceive. */
public enum AttackTarget {
  /** The smoothed one, through noisy copies: SmoothAdv. */
  @SerializedName("smoothed")
  SMOOTHED,
  /** The base classifier, without noise: a vanilla attack (appendix C.1). */
  @SerializedName("base")
  BASE
}
