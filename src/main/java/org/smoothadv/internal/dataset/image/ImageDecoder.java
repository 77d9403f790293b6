package org.smoothadv.internal.dataset.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Semaphore;
import org.smoothadv.device.Machine;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Reads squares of RGB pixels from image files: JPEG, PNG, GIF (its first frame) and BMP, whatever
 * their names end with. Grey becomes RGB, CMYK is converted, palettes are resolved, transparency is
 * dropped, of 16 bits the upper 8 are taken. Pixels are those that Pillow decodes; resizing is its
 * antialiased bilinear, within one level of 255.
 *
 * <p>Any number of threads may read at once; each is busy in its own call, with no thread of
 * TensorFlow's. Owns native memory until closed.
 */
public final class ImageDecoder implements AutoCloseable {
  /**
   * Where Pillow refuses an image as a decompression bomb; here a bound for all threads together.
   */
  static final int MAX_PIXELS = 178_956_970;

  private static final long MAX_BYTES = 256 << 20;
  private static final RunOptions IN_THIS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final Graph graph = new Graph();
  private final Ends ends;
  private final Session session;
  private final Semaphore pixelsInMemory = new Semaphore(MAX_PIXELS, true);

  /**
   * Builds the graph.
   *
   * @param size the height and width of the squares in pixels
   */
  public ImageDecoder(int size) {
    ends = Ends.build(Ops.create(graph), size);
    session = new Session(graph, Machine.current().cpuConfiguration());
  }

  /**
   * Reads a square of an image.
   *
   * @param framing says where the square is
   * @param target receives size x size x 3 bytes, HWC, standing for 0..255
   * @param offset where in {@code target} they begin
   * @throws CorruptImageException if the image cannot be had from its file, or claims more than
   *     178,956,970 pixels, or more than so short a file can hold
   */
  public void read(Path file, Framing framing, byte[] target, int offset) {
    byte[] content = content(file);
    try (TString encoded = TString.tensorOfBytes(NdArrays.scalarOfObject(content))) {
      ImageFormat format =
          ImageFormat.of(content)
              .orElseThrow(
                  () -> new CorruptImageException(file, "it is no JPEG, PNG, GIF or BMP image"));
      long claimed = claimedPixels(file, format, content, encoded);
      int pixels = acceptedPixels(file, claimed, format.mostPixels(content.length));
      pixelsInMemory.acquireUninterruptibly(pixels);
      try (Result decoded = decode(file, format, encoded)) {
        square((TUint8) decoded.get(0), framing, target, offset);
      } finally {
        pixelsInMemory.release(pixels);
      }
    }
  }

  private static byte[] content(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new CorruptImageException(
            file, attributes.isDirectory() ? "it is a folder" : "it is no regular file");
      }
      if (attributes.size() > MAX_BYTES) {
        throw new CorruptImageException(
            file, "%,d bytes, more than the %,d accepted".formatted(attributes.size(), MAX_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw CorruptImageException.unreadable(file, e);
    }
  }

  private long claimedPixels(Path file, ImageFormat format, byte[] content, TString encoded) {
    return switch (format) {
      case PNG -> ImageFormat.pixelsOfPng(file, content);
      case GIF -> ImageFormat.pixelsOfGif(file, content);
      case BMP -> ImageFormat.pixelsOfBmp(file, content);
      case JPEG -> {
        try (Result result = runner().feed(ends.encoded(), encoded).fetch(ends.jpegShape()).run()) {
          TInt32 shape = (TInt32) result.get(0);
          yield (long) shape.getInt(0) * shape.getInt(1);
        } catch (TFInvalidArgumentException e) {
          throw damaged(file, e);
        }
      }
    };
  }

  private static int acceptedPixels(Path file, long claimed, long possible) {
    if (claimed > MAX_PIXELS) {
      throw new CorruptImageException(
          file, "it claims %,d pixels; accepted are %,d".formatted(claimed, MAX_PIXELS));
    }
    if (claimed > possible) {
      // Memory for them would be taken before that showed.
      throw new CorruptImageException(
          file, "damaged or cut short: it claims %,d pixels".formatted(claimed));
    }
    return (int) claimed;
  }

  private Result decode(Path file, ImageFormat format, TString encoded) {
    try {
      return runner()
          .feed(ends.encoded(), encoded)
          .fetch(format == ImageFormat.JPEG ? ends.jpegPixels() : ends.otherPixels())
          .run();
    } catch (TFInvalidArgumentException e) {
      throw damaged(file, e);
    }
  }

  private void square(TUint8 pixels, Framing framing, byte[] target, int offset) {
    int height = Math.toIntExact(pixels.shape().get(0));
    int width = Math.toIntExact(pixels.shape().get(1));
    Framing.Frame frame = framing.of(height, width);
    try (TInt32 begin = TInt32.vectorOf(frame.top(), frame.left(), 0);
        TInt32 extent = TInt32.vectorOf(frame.height(), frame.width(), 3);
        TFloat32 scale =
            TFloat32.vectorOf(
                (float) frame.rows() / frame.height(), (float) frame.columns() / frame.width());
        TFloat32 shift = TFloat32.vectorOf(-frame.firstRow(), -frame.firstColumn());
        Result result =
            runner()
                .feed(ends.pixels(), pixels)
                .feed(ends.begin(), begin)
                .feed(ends.extent(), extent)
                .feed(ends.scale(), scale)
                .feed(ends.shift(), shift)
                .fetch(ends.square())
                .run()) {
      TUint8 square = (TUint8) result.get(0);
      square.asRawTensor().data().read(target, offset, Math.toIntExact(square.size()));
    }
  }

  private Session.Runner runner() {
    return session.runner().setOptions(IN_THIS_THREAD);
  }

  private static CorruptImageException damaged(Path file, TFInvalidArgumentException cause) {
    return new CorruptImageException(file, "damaged or cut short", cause);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /**
   * The ends of the graph, which is in two parts, for how an image is framed is known only when it
   * has been decoded.
   *
   * @param encoded to feed: the content of an image file, a scalar
   * @param jpegShape height, width and channels of a JPEG image, from its header, [3]
   * @param jpegPixels [height, width, 3], decoded as Pillow does: with the accurate integer DCT,
   *     and colours interpolated
   * @param otherPixels the same of PNG, BMP, or the first frame of GIF
   * @param pixels to feed: [height, width, 3]
   * @param begin to feed: the first row, column and channel of the box, [3]
   * @param extent to feed: its rows, columns and channels, [3]
   * @param scale to feed: rows and columns of the resized box divided by those of the box, [2]
   * @param shift to feed: minus the first row and column of the square in the resized box, [2]
   * @param square [1, size, size, 3]
   */
  private record Ends(
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
    static Ends build(Ops tf, int size) {
      Placeholder<TString> encoded =
          tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
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
      return new Ends(
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
}
