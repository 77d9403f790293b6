package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What an attack learns of the smoothed classifier at a batch of images.
 *
 * @param ascent the estimated direction in which each image's loss grows, not normalised, [B,
 *     height, width, channels]
 * @param predicted the class that most of each image's noisy copies are put into, the smallest
 *     index among equals, [B]
 */
public record Assessment(Operand<TFloat32> ascent, Operand<TInt64> predicted) {}
