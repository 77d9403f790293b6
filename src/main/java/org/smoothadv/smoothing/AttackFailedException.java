package org.smoothadv.smoothing;

/** An attack cannot be taken: what it follows is infinite or not a number. */
public final class AttackFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says of which image.
   *
   * @param image its number
   */
  AttackFailedException(long image, Throwable cause) {
    super(
        "the attack on image %d failed: the network's logits there, or their gradient, are infinite or not numbers; no example was made"
            .formatted(image),
        cause);
  }
}
