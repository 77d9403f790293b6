package org.smoothadv.internal.bench;

/** Something whose speed is measured. Owns native memory until closed. */
public interface Workload extends AutoCloseable {
  /** What it is, for the table. */
  String name();

  /** Images that one run takes through; 0 where there are none. */
  int images();

  /**
   * Floating-point operations of one run in convolutions and matrix products, an addition and a
   * multiplication counting as two.
   */
  double operations();

  /** Does the work once. */
  void run();

  @Override
  void close();
}
