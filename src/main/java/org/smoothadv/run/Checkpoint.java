package org.smoothadv.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Sha256;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Parameter;
import org.smoothadv.smoothing.FoldedClassifier;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/**
 * All that a run needs, beside its configuration, to go on as if it had never stopped.
 *
 * @param epochsDone finished epochs
 * @param state parameters by their PyTorch names, and the momentum of parameter X as {@code
 *     momentum/X}
 */
public record Checkpoint(int epochsDone, Map<String, FloatTensor> state) {
  private static final String VARIANCE = ".running_var";

  /** The name of the tensor that holds a parameter's momentum. */
  public static String momentumOf(Parameter parameter) {
    return "momentum/" + parameter.name();
  }

  /** The name of a tensor with an element that is infinite or not a number, if there is one. */
  public Optional<String> firstNotFinite() {
    for (Map.Entry<String, FloatTensor> entry : state.entrySet()) {
      for (float value : entry.getValue().toArray()) {
        if (!Float.isFinite(value)) {
          return Optional.of(entry.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Checks that its values can be those of a trained network.
   *
   * @param file where they come from
   * @throws InvalidInputException naming file, tensor and value, if one is infinite or not a
   *     number, or a variance is negative
   */
  public void requirePossible(Path file) {
    state.forEach(
        (name, tensor) -> {
          float least = name.endsWith(VARIANCE) ? 0 : -Float.MAX_VALUE;
          for (float value : tensor.toArray()) {
            if (!(value >= least && value <= Float.MAX_VALUE)) {
              throw new InvalidInputException(
                  "%s: tensor '%s' has an element %s: damaged, or its training diverged"
                      .formatted(file, name, value));
            }
          }
        });
  }

  /**
   * The classifier of a run at this point. Its weights are folded when they are asked for.
   *
   * @param file where the state comes from: what is named where folding it gives weights that are
   *     not finite
   */
  TrainedClassifier classifier(RunDescription run, Path file) {
    Network network = run.network();
    TrainingConfiguration trained = run.configuration();
    ClassifierDescription description =
        new ClassifierDescription(
            network.name(),
            network.classes(),
            network.shape(),
            trained.network().normalization(),
            trained.data().dataset(),
            trained.data().data(),
            trained.seed(),
            trained.adversarial().sigma(),
            trained.network().precision(),
            epochsDone,
            digest(run));
    return new TrainedClassifier(
        description,
        precision -> {
          try {
            return FoldedClassifier.of(network, state, precision);
          } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                "%s: with batch normalisation folded into it, %s in %s: damaged, or its training diverged"
                    .formatted(file, e.getMessage(), EnumNames.of(precision)),
                e);
          }
        });
  }

  /**
   * SHA-256 of the state and of a normalisation that is not the standard one, in hexadecimal: equal
   * digests, equal classifiers.
   */
  public String digest(RunDescription run) {
    TrainingConfiguration trained = run.configuration();
    Normalization standard = trained.network().standardNormalization();
    if (trained.network().normalization().equals(standard)) {
      return digest();
    }
    MessageDigest sha = Sha256.start();
    sha.update((digest() + trained.network().normalization()).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha.digest());
  }

  /**
   * SHA-256 over names, shapes and values of the state, in hexadecimal: equal digests, equal
   * classifiers.
   */
  public String digest() {
    MessageDigest sha = Sha256.start();
    for (Map.Entry<String, FloatTensor> entry : new TreeMap<>(state).entrySet()) {
      sha.update((entry.getKey() + entry.getValue().shape()).getBytes(StandardCharsets.UTF_8));
      ByteBuffer bytes = ByteBuffer.allocate(entry.getValue().size() * Float.BYTES);
      bytes.asFloatBuffer().put(entry.getValue().values());
      sha.update(bytes);
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
