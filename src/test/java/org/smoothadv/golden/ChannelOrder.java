package org.smoothadv.golden;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.checkpoint.FloatTensor;

/** Converts images between the reference's channel-first and TensorFlow's channel-last order. */
public final class ChannelOrder {
  private ChannelOrder() {}

  /** From {@code [..., channel, row, column]} to {@code [..., row, column, channel]}. */
  public static FloatTensor channelsLast(FloatTensor channelsFirst) {
    List<Long> shape = channelsFirst.shape();
    int rank = requireImages(shape);
    return transposed(channelsFirst, shape.get(rank - 3), List.of(rank - 2, rank - 1, rank - 3));
  }

  /** From {@code [..., row, column, channel]} to {@code [..., channel, row, column]}. */
  public static FloatTensor channelsFirst(FloatTensor channelsLast) {
    List<Long> shape = channelsLast.shape();
    int rank = requireImages(shape);
    return transposed(
        channelsLast,
        shape.get(rank - 3) * shape.get(rank - 2),
        List.of(rank - 1, rank - 3, rank - 2));
  }

  private static int requireImages(List<Long> shape) {
    if (shape.size() < 3) {
      throw new IllegalArgumentException("shape " + shape + " is not one of images");
    }
    return shape.size();
  }

  /** Each image is a matrix of so many rows in memory; its transpose is the other order. */
  private static FloatTensor transposed(FloatTensor images, long rows, List<Integer> order) {
    List<Long> shape = new ArrayList<>(images.shape().subList(0, images.shape().size() - 3));
    order.forEach(dimension -> shape.add(images.shape().get(dimension)));
    int height = (int) rows;
    int imageSize =
        (int)
            images.shape().subList(shape.size() - 3, shape.size()).stream()
                .mapToLong(Long::longValue)
                .reduce(1, Math::multiplyExact);
    int width = imageSize / height;
    float[] from = images.toArray();
    float[] to = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      int inImage = i % imageSize;
      int row = inImage / width;
      int column = inImage % width;
      to[i - inImage + column * height + row] = from[i];
    }
    return FloatTensor.of(to, shape.stream().mapToLong(Long::longValue).toArray());
  }
}
