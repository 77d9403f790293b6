package org.smoothadv.device;

import com.google.gson.annotations.SerializedName;
import java.io.Serializable;
import java.util.Objects;

/**
 * How this machine computes networks the fastest. Other choices give the same numbers within
 * rounding.
 *
 * @param kernels what computes convolutions
 * @param attackRows how many noisy images an attack of training takes through the network together,
 *     so that what it computes stays in the processor's caches; 0 for all of a batch
 */
public record Tuning(Kernels kernels, int attackRows) implements Serializable {
  /** What is right everywhere, if not the fastest. */
  public static final Tuning DEFAULT = new Tuning(Kernels.ONEDNN, 0);

  /** Which library computes a network's float32 convolutions on processors, forward. */
  public enum Kernels {
    /** oneDNN, where TensorFlow was built with it. */
    @SerializedName("onednn")
    ONEDNN,
    /** TensorFlow's own. */
    @SerializedName("tensorflow")
    TENSORFLOW
  }

  public Tuning {
    Objects.requireNonNull(kernels, "'kernels' is missing");
    if (attackRows < 0) {
      throw new IllegalArgumentException(
          "'attackRows' is %d; accepted is at least 0".formatted(attackRows));
    }
  }

  /** The same with other kernels. */
  public Tuning withKernels(Kernels other) {
    return new Tuning(other, attackRows);
  }
}
