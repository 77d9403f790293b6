package org.smoothadv.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.smoothing.ClassifierDescription;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.TrainedClassifier;

/**
 * All that a run needs, beside its configuration, to go on as if it had never stopped.
 *
 * @param epochsDone finished epochs
 * @param state parameters by their PyTorch names, and the momentum of parameter X as {@code
 *     momentum/X}
 */
public record Checkpoint(int epochsDone, Map<String, FloatTensor> state) {
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

  /** The classifier of a run at this point. */
  public TrainedClassifier classifier(RunDescription run) {
    Network network = run.network();
    TrainingConfiguration trained = run.configuration();
    ClassifierDescription description =
        new ClassifierDescription(
            network.name(),
            network.classes(),
            network.imageSize(),
            trained.normalization(),
            trained.dataset(),
            trained.data(),
            trained.seed(),
            trained.sigma(),
            trained.precision(),
            epochsDone,
            digest(run));
    return new TrainedClassifier(
        description, precision -> FrozenClassifier.of(network, state, precision));
  }

  /**
   * SHA-256 of the state and of a normalisation that is not the standard one, in hexadecimal: equal
   * digests, equal classifiers.
   */
  public String digest(RunDescription run) {
    TrainingConfiguration trained = run.configuration();
    Normalization standard = Architectures.standardNormalization(trained.architecture());
    if (trained.normalization().equals(standard)) {
      return digest();
    }
    MessageDigest sha = sha256();
    sha.update((digest() + trained.normalization()).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha.digest());
  }

  /**
   * SHA-256 over names, shapes and values of the state, in hexadecimal: equal digests, equal
   * classifiers.
   */
  public String digest() {
    MessageDigest sha = sha256();
    for (Map.Entry<String, FloatTensor> entry : new TreeMap<>(state).entrySet()) {
      sha.update((entry.getKey() + entry.getValue().shape()).getBytes(StandardCharsets.UTF_8));
      ByteBuffer bytes = ByteBuffer.allocate(entry.getValue().size() * Float.BYTES);
      bytes.asFloatBuffer().put(entry.getValue().values());
      sha.update(bytes);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
