package org.smoothadv.dataset.image;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The graph behind {@link ImageDecoder}, in two parts, for how an image is framed is known only
 * when it has been decoded.
 *
 * @param encoded to feed: the content of an image file, a scalar
 * @param jpegShape height, width and channels of a JPEG image, from its header, [3]
 * @param jpegPixels [height, width, 3], decoded as Pillow does: with the accurate integer DCT, and
 *     colours interpolated
 * @param otherPixels the same of PNG, BMP, or the first frame of GIF
 * @param pixels to feed: [height, width, 3]
 * @param begin to feed: the first row, column and channel of the box, [3]
 * @param extent to feed: its rows, columns and channels, [3]
 * @param scale to feed: rows and columns of the resized box divided by those of the box, [2]
 * @param shift to feed: minus the first row and column of the square in the resized box, [2]
 * @param square [1, size, size, 3]
 */
record DecodingGraph(
    Placeholder<TString> encoded,
    Operand<TInt32> jpegShape,
    Operand<TUint8> jpegPixels,
    Operand<TUint8> otherPixels,
    Placeholder<TUint8> pixels,
    Placeholder<TInt32> begin,
    Placeholder<TInt32> extent,
    Placeholder<TFloat32> scale,
    Placeholder<TFloat32> shift,
    Operand<TUint8> square) {

  /** Builds the graph for squares of a size. */
  static DecodingGraph build(Ops tf, int size) {
    Placeholder<TString> encoded = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Placeholder<TUint8> pixels =
        tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, -1, 3)));
    Placeholder<TInt32> begin = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(3)));
    Placeholder<TInt32> extent = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(3)));
    Placeholder<TFloat32> scale = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2)));
    Placeholder<TFloat32> shift = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2)));
    // The triangle, stretched where an image shrinks, is Pillow's BILINEAR.
    Operand<TFloat32> resized =
        tf.image.scaleAndTranslate(
            tf.expandDims(tf.slice(pixels, begin, extent), tf.constant(0)),
            tf.constant(new int[] {size, size}),
            scale,
            shift,
            ScaleAndTranslate.kernelType("triangle"),
            ScaleAndTranslate.antialias(true));
    return new DecodingGraph(
        encoded,
        tf.image.extractJpegShape(encoded),
        tf.image.decodeJpeg(
            encoded,
            DecodeJpeg.channels(3L),
            DecodeJpeg.dctMethod("INTEGER_ACCURATE"),
            DecodeJpeg.fancyUpscaling(true)),
        tf.image.decodeImage(
            encoded, TUint8.class, DecodeImage.channels(3L), DecodeImage.expandAnimations(false)),
        pixels,
        begin,
        extent,
        scale,
        shift,
        // Half is rounded up, as in Pillow.
        tf.dtypes.cast(tf.math.add(resized, tf.constant(0.5f)), TUint8.class));
  }
}
