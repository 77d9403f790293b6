package org.smoothadv.pickle;

/**
 * What a pickle may make the reader allocate by asking, beyond the bytes it brings: a value that it
 * mentions over and over can be copied only so often.
 */
public final class Allowance {
  private final long total;
  private long spent;

  /** Allows this many bytes. */
  Allowance(long bytes) {
    this.total = bytes;
  }

  /**
   * Takes note of an allocation that is about to be made.
   *
   * @throws IllegalArgumentException if it is one too many
   */
  void spend(long bytes) {
    if (bytes > total - spent) {
      throw new IllegalArgumentException(
          "it asks for more than %,d bytes beyond its own size: damaged or malicious"
              .formatted(total));
    }
    spent += bytes;
  }
}
