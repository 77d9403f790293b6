package org.smoothadv.dataset.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Semaphore;
import org.smoothadv.device.Machine;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
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
  static final int MOST_PIXELS = 178_956_970;

  private static final long MOST_BYTES = 256 << 20;
  private static final RunOptions IN_THIS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final Graph graph = new Graph();
  private final DecodingGraph ends;
  private final Session session;
  private final Semaphore pixelsInMemory = new Semaphore(MOST_PIXELS, true);

  /**
   * Builds the graph.
   *
   * @param size the height and width of the squares in pixels
   */
  public ImageDecoder(int size) {
    ends = DecodingGraph.build(Ops.create(graph), size);
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
      if (attributes.size() > MOST_BYTES) {
        throw new CorruptImageException(
            file, "%,d bytes, more than the %,d accepted".formatted(attributes.size(), MOST_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw CorruptImageException.unreadable(file, e);
    }
  }

  private long claimedPixels(Path file, ImageFormat format, byte[] content, TString encoded) {
    return switch (format) {
      case PNG -> ClaimedSize.ofPng(file, content);
      case GIF -> ClaimedSize.ofGif(file, content);
      case BMP -> ClaimedSize.ofBmp(file, content);
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
    if (claimed > MOST_PIXELS) {
      throw new CorruptImageException(
          file, "it claims %,d pixels; accepted are %,d".formatted(claimed, MOST_PIXELS));
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
    Frame frame = framing.of(height, width);
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
}
