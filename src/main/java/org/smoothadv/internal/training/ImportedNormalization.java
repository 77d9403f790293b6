package org.smoothadv.internal.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.checkpoint.pytorch.NormalizationBuffers;
import org.smoothadv.internal.checkpoint.pytorch.PyTorchCheckpoint;
import org.smoothadv.internal.checkpoint.pytorch.StoredTensor;
import org.smoothadv.network.Normalization;

/** The normalisation that a checkpoint of PyTorch holds as buffers. */
public final class ImportedNormalization {
  /** Constants are written with three or four digits. */
  private static final double ROUNDING = 1e-3;

  private ImportedNormalization() {}

  /**
   * Reads the buffers. A layer without a mean does not subtract, one without a standard deviation
   * does not divide.
   *
   * @return nothing where the file has none
   * @throws InvalidInputException if there are several, or they hold what cannot normalise
   */
  public static Optional<Normalization> of(PyTorchCheckpoint source) throws IOException {
    try {
      NormalizationBuffers buffers = source.normalization();
      if (buffers.byName().isEmpty()) {
        return Optional.empty();
      }
      Optional<List<Double>> mean = numbers(buffers.mean());
      Optional<List<Double>> deviation = numbers(buffers.standardDeviation());
      Normalization none = Normalization.none(mean.or(() -> deviation).orElseThrow().size());
      return Optional.of(
          new Normalization(mean.orElse(none.mean()), deviation.orElse(none.standardDeviation())));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "%s: its buffers for normalisation: %s".formatted(source.file(), e.getMessage()), e);
    }
  }

  private static Optional<List<Double>> numbers(Optional<StoredTensor> buffer) throws IOException {
    if (buffer.isEmpty()) {
      return Optional.empty();
    }
    List<Double> numbers = new ArrayList<>();
    for (float value : buffer.get().read().toArray()) {
      numbers.add(Double.valueOf(Float.toString(value))); // 0.4914, not 0.49140000343
    }
    return Optional.of(numbers);
  }

  /** Whether two normalisations differ by no more than rounding of their constants. */
  public static boolean agree(Normalization first, Normalization second) {
    return agree(first.mean(), second.mean())
        && agree(first.standardDeviation(), second.standardDeviation());
  }

  private static boolean agree(List<Double> first, List<Double> second) {
    if (first.size() != second.size()) {
      return false;
    }
    for (int i = 0; i < first.size(); i++) {
      if (Math.abs(first.get(i) - second.get(i)) > ROUNDING) {
        return false;
      }
    }
    return true;
  }
}
