package org.smoothadv.internal.asking;

import java.util.Optional;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.Question.Smoothing;
import org.smoothadv.smoothing.Attacker;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.Certification.ImageCertifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.tensorflow.exceptions.TFUnimplementedException;

/**
 * A classifier with a question to be asked in this process, by any number of threads, which share
 * batches. Owns native memory until closed.
 *
 * @param <A> the answers
 */
public final class Answerer<A extends Answer> implements AutoCloseable {
  private final Question<A> question;
  private final BaseClassifier base;
  private final SmoothedClassifier classifier;
  private final Optional<Attacker> attacker;

  /**
   * Prepares the graphs.
   *
   * @throws InvalidInputException if the question cannot be asked of the classifier
   */
  public Answerer(FrozenClassifier frozen, Question<A> question, Machine machine) {
    this.question = question;
    Smoothing smoothing = question.smoothing();
    Machine tuned = machine.withTuning(machine.tuning().withKernels(smoothing.kernels()));
    ImageCertifier certifier = question.certifier();
    attacker =
        question.attack().attacks()
            ? Optional.of(attacker(frozen, question.attack(), smoothing.batch(), tuned))
            : Optional.empty();
    try {
      base = new BaseClassifier(frozen, smoothing.batch(), smoothing.parameters(), tuned);
    } catch (RuntimeException | Error e) {
      attacker.ifPresent(Attacker::close);
      throw e;
    }
    classifier = new SmoothedClassifier(base, certifier, smoothing.parameters(), smoothing.seed());
  }

  private static Attacker attacker(
      FrozenClassifier frozen, AttackSettings settings, int batch, Machine machine) {
    try {
      return new Attacker(frozen, settings, batch, machine);
    } catch (TFUnimplementedException e) {
      if (!String.valueOf(e.getMessage()).contains("No gradient defined")) {
        throw e;
      }
      throw new InvalidSettingException(
              "gradient",
              "{gradient} %s: TensorFlow has none for an operation of the classifier (%s); {gradient} stein needs none",
              EnumNames.of(settings.gradient()),
              e.getMessage().lines().findFirst().orElse("").replaceAll("\\. Please.*", ""))
          .because(e);
    }
  }

  /** Answers about an image. */
  public A answer(AskedImage image) {
    float[] asked = attacker.map(it -> attacked(it, image)).orElse(image.pixels());
    return question.answer(classifier, image, asked);
  }

  private float[] attacked(Attacker it, AskedImage image) {
    Smoothing smoothing = question.smoothing();
    float[] attacked = it.attack(image.pixels(), image.label(), image.index(), smoothing.seed());
    return smoothing.parameters().noise() == NoiseKind.DISCRETE
        ? GridImage.within(image.pixels(), attacked, question.attack().epsilon())
        : attacked;
  }

  /** The classifier under noise, whose graph may be stored. */
  public BaseClassifier base() {
    return base;
  }

  /** The attack, whose graph may be stored. */
  public Optional<Attacker> attacker() {
    return attacker;
  }

  @Override
  public void close() {
    classifier.close();
    attacker.ifPresent(Attacker::close);
  }
}
