package org.smoothadv.smoothing;

/** A way to certify an image by votes around it. */
@FunctionalInterface
public interface ImageCertifier {
  /**
   * Certifies one image.
   *
   * @return a class and a radius that are right with probability at least 1 - alpha over the noise,
   *     or an abstention
   */
  Certification certify(NoisyVotes votes);
}
