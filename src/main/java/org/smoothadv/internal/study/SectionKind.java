package org.smoothadv.internal.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a section of a study file describes. */
enum SectionKind {
  /** What all models have in common. */
  TRAIN(Naming.NEVER),
  /** A grid of models. */
  MODELS(Naming.ALWAYS),
  /** How models are certified. */
  CERTIFY(Naming.OPTIONAL),
  /** How models are attacked. */
  ATTACK(Naming.ALWAYS),
  /** A table. */
  TABLE(Naming.ALWAYS),
  /** A figure. */
  FIGURE(Naming.ALWAYS);

  /** Whether such a section has a name of its own. */
  enum Naming {
    NEVER,
    OPTIONAL,
    ALWAYS
  }

  private final Naming naming;

  SectionKind(Naming naming) {
    this.naming = naming;
  }

  Naming naming() {
    return naming;
  }

  /** How its header is written. */
  String form() {
    return switch (naming) {
      case NEVER -> "[" + this + "]";
      case OPTIONAL -> "[" + this + "] or [" + this + " NAME]";
      case ALWAYS -> "[" + this + " NAME]";
    };
  }

  static Optional<SectionKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.toString().equals(word)).findFirst();
  }

  /** How all headers are written. */
  static String forms() {
    return Arrays.stream(values()).map(SectionKind::form).collect(Collectors.joining(", "));
  }

  /** The word in a header. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
