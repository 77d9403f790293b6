package org.smoothadv.dataset;

/** Images whose colour planes lie one behind the other (CHW), each with its rows from the top. */
final class Planes {
  private Planes() {}

  /**
   * Copies an image into HWC order.
   *
   * @param from where its first plane begins
   * @param target receives {@code shape.bytes()} bytes
   * @param to where in {@code target} they begin
   */
  static void interleave(byte[] planes, int from, ImageShape shape, byte[] target, int to) {
    int channels = shape.channels();
    int plane = shape.height() * shape.width();
    for (int pixel = 0; pixel < plane; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        target[to + pixel * channels + channel] = planes[from + channel * plane + pixel];
      }
    }
  }
}
