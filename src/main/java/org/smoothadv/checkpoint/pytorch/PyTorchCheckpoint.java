package org.smoothadv.checkpoint.pytorch;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;

/**
 * A checkpoint of a classifier as training scripts for PyTorch save it: a dictionary with {@code
 * state_dict}, and perhaps {@code arch}, {@code epoch} and {@code optimizer}; or the state_dict
 * alone.
 */
public final class PyTorchCheckpoint implements Closeable {
  /**
   * What wrappers of the network put before the names of its tensors: that of the second module of
   * a {@code Sequential} whose first normalises, and that of {@code DataParallel}, in any order.
   */
  private static final List<String> PREFIXES =
      List.of("module.1.module.", "1.module.", "module.1.", "module.", "1.", "");

  /** Counts steps; takes no part in the arithmetic. */
  private static final String COUNTER = ".num_batches_tracked";

  private final Path file;
  private final PyTorchFile content;
  private final Map<?, ?> fields;
  private final Map<String, TorchTensor> tensors;
  private final Map<String, TorchTensor> normalization = new LinkedHashMap<>();

  private PyTorchCheckpoint(Path file, PyTorchFile content) {
    this.file = file;
    this.content = content;
    if (!(content.content() instanceof Map<?, ?> dictionary)) {
      throw new InvalidInputException(file + ": it holds no dictionary, so no checkpoint");
    }
    boolean hasFields = dictionary.get("state_dict") instanceof Map<?, ?>;
    fields = hasFields ? dictionary : Map.of();
    tensors = tensors(hasFields ? (Map<?, ?>) dictionary.get("state_dict") : dictionary);
  }

  /**
   * Opens a checkpoint of either format.
   *
   * @throws InvalidInputException as {@link PyTorchFile#open} does, and if it holds no state_dict
   */
  public static PyTorchCheckpoint open(Path file) throws IOException {
    PyTorchFile content = PyTorchFile.open(file);
    try {
      return new PyTorchCheckpoint(file, content);
    } catch (RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private Map<String, TorchTensor> tensors(Map<?, ?> stateDict) {
    Map<String, TorchTensor> named = new LinkedHashMap<>();
    stateDict.forEach(
        (key, value) -> {
          if (!(key instanceof String name) || !(value instanceof TorchTensor tensor)) {
            throw new InvalidInputException(
                "%s: entry %s is no tensor, so this is no state_dict"
                    .formatted(file, Quoted.of(String.valueOf(key))));
          }
          (NormalizationBuffers.isOne(name, tensor) ? normalization : named).put(name, tensor);
        });
    String prefix =
        PREFIXES.stream()
            .filter(p -> named.keySet().stream().allMatch(name -> name.startsWith(p)))
            .findFirst()
            .orElse("");
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    named.forEach(
        (name, tensor) -> {
          if (!name.endsWith(COUNTER)) {
            tensors.put(name.substring(prefix.length()), tensor);
          }
        });
    return Collections.unmodifiableMap(tensors);
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The field {@code arch}, such as {@code cifar_resnet110}. */
  public Optional<String> architecture() {
    return fields.get("arch") instanceof String name ? Optional.of(name) : Optional.empty();
  }

  /** The field {@code epoch}, how many are done; 0 where the file does not say. */
  public int epochsDone() {
    return fields.get("epoch") instanceof Long epoch && epoch > 0 && epoch <= Integer.MAX_VALUE
        ? epoch.intValue()
        : 0;
  }

  /**
   * The parameters and running statistics, in order, by the names that they have in the network
   * itself.
   */
  public Map<String, TorchTensor> tensors() {
    return tensors;
  }

  /** The buffers of a layer that normalises images, by the names that they have in the file. */
  public NormalizationBuffers normalization() {
    return new NormalizationBuffers(normalization);
  }

  /**
   * The momentum buffers of SGD, in the order of the parameters that it trains; none where the file
   * has not got one for each.
   */
  public List<TorchTensor> momentum() {
    List<TorchTensor> buffers = new ArrayList<>();
    if (fields.get("optimizer") instanceof Map<?, ?> optimizer
        && optimizer.get("state") instanceof Map<?, ?> state
        && optimizer.get("param_groups") instanceof List<?> groups) {
      for (Object group : groups) {
        Object ids = group instanceof Map<?, ?> g ? g.get("params") : null;
        for (Object id : ids instanceof List<?> list ? list : List.of()) {
          // Anything else as a key of a map could be a container that holds itself.
          boolean number = id instanceof Long || id instanceof BigInteger;
          if (!number
              || !(state.get(id) instanceof Map<?, ?> own)
              || !(own.get("momentum_buffer") instanceof TorchTensor buffer)) {
            return List.of();
          }
          buffers.add(buffer);
        }
      }
    }
    return buffers;
  }

  /**
   * Reads a tensor of this checkpoint.
   *
   * @throws InvalidInputException as {@link PyTorchFile#read} does
   */
  public FloatTensor read(TorchTensor tensor) throws IOException {
    return content.read(tensor);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
