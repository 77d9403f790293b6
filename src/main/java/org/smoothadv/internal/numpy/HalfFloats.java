package org.smoothadv.internal.numpy;

/** Floating-point numbers of 16 bits. */
public final class HalfFloats {
  private static final int FRACTION = 10;
  private static final int MAX_EXPONENT = 31;
  private static final int BIAS = 15;

  private HalfFloats() {}

  /** Widens IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. Exact. */
  public static float fromBinary16(short bits) {
    int exponent = (bits >>> FRACTION) & MAX_EXPONENT;
    int fraction = bits & ((1 << FRACTION) - 1);
    float magnitude;
    if (exponent == MAX_EXPONENT) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, 1 - BIAS - FRACTION);
    } else {
      magnitude = Math.scalb((float) (fraction | (1 << FRACTION)), exponent - BIAS - FRACTION);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Widens bfloat16, the upper half of a binary32. Exact. */
  public static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }
}
