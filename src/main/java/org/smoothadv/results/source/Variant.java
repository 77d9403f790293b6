package org.smoothadv.results.source;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts together what sets a training apart besides its attack: {@link Property#VARIANT}. */
final class Variant {
  /** "Vanilla PGD" of Salman et al. (2019, C.1), where the base classifier is attacked. */
  static final String NOISELESS = "SGD without noise";

  /** Fine-tuned from a trained model (E.1). */
  static final String PRETRAINED = "pre-trained";

  /** With pseudo-labelled images beside the labelled ones (E.2). */
  static final String SELF_TRAINING = "self-training";

  private Variant() {}

  /** The factor of the loss of pseudo-labelled images (E.2). */
  static String eta(String weight) {
    return "eta " + weight;
  }

  /** The parts there are, separated by commas; none where there is none. */
  static Optional<String> of(Stream<Optional<String>> parts) {
    String variant = parts.flatMap(Optional::stream).collect(Collectors.joining(", "));
    return variant.isEmpty() ? Optional.empty() : Optional.of(variant);
  }
}
