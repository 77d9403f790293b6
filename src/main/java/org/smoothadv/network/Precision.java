package org.smoothadv.network;

import com.google.gson.annotations.SerializedName;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The type of a network's activations, under the names of the command line and of run.json. Images,
 * noise, normalisation, the first convolution, logits and everything that is trained are float32
 * whatever it is.
 */
public enum Precision {
  /** IEEE single precision. */
  @SerializedName("float32")
  FLOAT32,
  /** The upper half of a float32: its range, with 8 bits of precision. */
  @SerializedName("bfloat16")
  BFLOAT16;

  /** The tensors of this precision. */
  public Class<? extends TFloating> type() {
    // No field: help lists the constants without loading TensorFlow.
    return switch (this) {
      case FLOAT32 -> TFloat32.class;
      case BFLOAT16 -> TBfloat16.class;
    };
  }
}
