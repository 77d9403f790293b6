package org.smoothadv.training;

import com.google.gson.annotations.SerializedName;

/** The attackers that training can use, under the names of the command line and of run.json. */
public enum TrainingAttack {
  /** Gaussian training (Cohen et al. 2019). */
  @SerializedName("none")
  NONE,
  /** SmoothAdv-PGD. */
  @SerializedName("pgd")
  PGD
}
