package org.smoothadv.attack;

import com.google.gson.annotations.SerializedName;

/** The attackers, under the names of the command line and of run.json. */
public enum AttackMethod {
  /** None: Gaussian training (Cohen et al. 2019), clean images. */
  @SerializedName("none")
  NONE,
  /** {@link PgdAttack}. */
  @SerializedName("pgd")
  PGD,
  /** {@link DdnAttack}. */
  @SerializedName("ddn")
  DDN
}
