package org.smoothadv.internal.checkpoint.pytorch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.Quoted;

/**
 * Buffers in which a layer that normalises images keeps its constants, as {@code 0.means} and
 * {@code 0.sds}: three numbers each, of red, green and blue, or one of grey images.
 *
 * @param byName the tensors by the names that they have in the file; at most one of each kind
 */
public record NormalizationBuffers(Map<String, StoredTensor> byName) {
  /** Not {@code running_mean}, which a batch normalisation of three channels has. */
  private static final String OF_PIXELS =
      "(?:(?:pixel|image|img|input|data|norm|normalization|channel)?_)?";

  private static final Pattern MEAN = Pattern.compile("(?:.*\\.)?" + OF_PIXELS + "(?:means?|mu)");
  private static final Pattern DEVIATION =
      Pattern.compile("(?:.*\\.)?" + OF_PIXELS + "(?:sds?|stds?|stdevs?|sigmas?)");
  private static final long CHANNELS = 3;

  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if there are two means, or two standard deviations
   */
  public NormalizationBuffers {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    for (Pattern kind : new Pattern[] {MEAN, DEVIATION}) {
      long count = byName.keySet().stream().map(kind::matcher).filter(Matcher::matches).count();
      if (count > 1) {
        throw new IllegalArgumentException(
            "which of the buffers "
                + Quoted.of(String.join(", ", byName.keySet()))
                + " normalise?");
      }
    }
  }

  /** Removes from the tensors of a file those that are such buffers, and returns them. */
  static Map<String, StoredTensor> takenFrom(Map<String, StoredTensor> tensors) {
    Map<String, StoredTensor> buffers = new LinkedHashMap<>(tensors);
    buffers.entrySet().removeIf(entry -> !isOne(entry.getKey(), entry.getValue()));
    tensors.keySet().removeAll(buffers.keySet());
    return buffers;
  }

  /** Whether a tensor's name and shape are those of such a buffer: [3], [1, 3, 1, 1], or [1]. */
  private static boolean isOne(String name, StoredTensor tensor) {
    long numbers = tensor.shape().stream().reduce(1L, (a, b) -> a * b);
    boolean perChannel =
        (tensor.shape().contains(CHANNELS) && numbers == CHANNELS)
            || (!tensor.shape().isEmpty() && numbers == 1);
    return perChannel && (MEAN.matcher(name).matches() || DEVIATION.matcher(name).matches());
  }

  /** What the layer subtracts. */
  public Optional<StoredTensor> mean() {
    return first(MEAN);
  }

  /** What the layer divides by. */
  public Optional<StoredTensor> standardDeviation() {
    return first(DEVIATION);
  }

  private Optional<StoredTensor> first(Pattern kind) {
    return byName.entrySet().stream()
        .filter(entry -> kind.matcher(entry.getKey()).matches())
        .map(Entry::getValue)
        .findFirst();
  }
}
