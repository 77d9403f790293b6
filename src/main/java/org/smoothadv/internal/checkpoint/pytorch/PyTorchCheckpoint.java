package org.smoothadv.internal.checkpoint.pytorch;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.pickle.Opaque;

/**
 * A checkpoint of a classifier as training scripts for PyTorch save it: a dictionary with a
 * state_dict in one of its fields, and perhaps {@code arch}, {@code epoch} and {@code optimizer};
 * or the state_dict alone, by {@code torch.save} or as safetensors.
 */
public final class PyTorchCheckpoint implements Closeable {
  /** Counts steps; takes no part in the arithmetic. */
  private static final String COUNTER = "num_batches_tracked";

  /** Counts the models of {@code torch.optim.swa_utils.AveragedModel}. */
  private static final String AVERAGES = "n_averaged";

  private final Path file;
  private final Closeable source;
  private final Map<?, ?> fields;
  private final StateDictSearch.Choice choice;
  private final Map<String, StoredTensor> normalization;
  private final StateDict tensors;

  private PyTorchCheckpoint(Path file, PyTorchFile content, String wanted) {
    this.file = file;
    this.source = content;
    if (content.content() instanceof Opaque object) {
      throw new InvalidInputException(
          "%s: it holds %s, which only Python can open: save what its state_dict() gives"
              .formatted(file, StateDictSearch.described(object)));
    }
    if (!(content.content() instanceof Map<?, ?> dictionary)) {
      throw new InvalidInputException(file + ": it holds no dictionary, so no checkpoint");
    }
    try {
      choice = InvalidInputException.at(file, () -> StateDictSearch.choose(dictionary, wanted));
      fields = choice.field().isEmpty() ? Map.of() : dictionary;
      Map<String, StoredTensor> named = tensors(choice.tensors(), content);
      normalization = NormalizationBuffers.takenFrom(named);
      tensors = StateDict.of(named);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  private PyTorchCheckpoint(Path file, NamedTensors content) {
    this.file = file;
    this.source = () -> {};
    fields = Map.of();
    choice = new StateDictSearch.Choice("", Map.of(), false, List.of());
    Map<String, StoredTensor> named = new LinkedHashMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!isCounter(name)) {
                named.put(name, new Loaded(tensor));
              }
            });
    if (named.isEmpty()) {
      throw new InvalidInputException(file + ": it has no tensors");
    }
    if (named.keySet().stream().anyMatch(name -> name.startsWith("momentum/"))) {
      throw new InvalidSettingException(
          "model",
          "%s: a checkpoint of this program, which 'certify' and others take with {model}",
          file);
    }
    normalization = NormalizationBuffers.takenFrom(named);
    try {
      tensors = StateDict.of(named);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ": it has " + e.getMessage(), e);
    }
  }

  /**
   * Opens a checkpoint of any of the formats.
   *
   * @param stateDict the field that holds the weights; empty for the usual one
   * @throws InvalidInputException as {@link PyTorchFile#open} does, and if it holds no network's
   *     state_dict, or several and it is not clear which is meant
   */
  public static PyTorchCheckpoint open(Path file, String stateDict) throws IOException {
    if (SafeTensors.isFile(file)) {
      if (!stateDict.isEmpty()) {
        throw new InvalidSettingException(
            "stateDict",
            "{stateDict} %s: %s is a safetensors file, which has no fields",
            stateDict,
            file);
      }
      return new PyTorchCheckpoint(file, SafeTensors.read(file));
    }
    PyTorchFile content = PyTorchFile.open(file);
    try {
      return new PyTorchCheckpoint(file, content, stateDict);
    } catch (RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private static Map<String, StoredTensor> tensors(Map<?, ?> stateDict, PyTorchFile content) {
    Map<String, StoredTensor> named = new LinkedHashMap<>();
    stateDict.forEach(
        (key, value) -> {
          if (!(key instanceof String name)
              || name.length() > StateDictSearch.MAX_NAME_LENGTH
              || isCounter(name)) {
            return;
          }
          if (value instanceof TorchTensor tensor) {
            named.put(name, new Unread(content, name, tensor));
          } else if (value instanceof Opaque object
              && name.matches(".*(weight|bias|running_\\w+)")) {
            throw new IllegalArgumentException(
                "tensor %s is %s, not a dense tensor"
                    .formatted(Quoted.of(name), StateDictSearch.described(object)));
          }
        });
    return named;
  }

  private static boolean isCounter(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return last.equals(COUNTER) || last.equals(AVERAGES);
  }

  private record Unread(PyTorchFile content, String name, TorchTensor tensor)
      implements StoredTensor {
    @Override
    public List<Long> shape() {
      return tensor.shape();
    }

    @Override
    public FloatTensor read() throws IOException {
      try {
        return content.read(tensor);
      } catch (InvalidInputException e) {
        throw new InvalidInputException(e.getMessage() + ": tensor " + Quoted.of(name), e);
      }
    }
  }

  private record Loaded(FloatTensor read) implements StoredTensor {
    @Override
    public List<Long> shape() {
      return read.shape();
    }
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
   * The network's parameters and running statistics, in order, by the names that they have in it.
   */
  public Map<String, StoredTensor> tensors() {
    return tensors.network();
  }

  /**
   * The tensors beside the network, by their names in the file. Counters and the buffers of a layer
   * that normalises are not among them.
   */
  public Map<String, StoredTensor> outside() {
    return tensors.outside();
  }

  /** What of the file is read, in words. */
  public String whatIsRead() {
    String field =
        choice.field().isEmpty() ? "all of the file" : "field " + Quoted.of(choice.field());
    String prefix =
        tensors.prefix().isEmpty() ? "" : ", names behind " + Quoted.of(tensors.prefix());
    return field + prefix;
  }

  /** The fields with weights of the same kind of network that are not read. */
  public List<String> passedOver() {
    return choice.passedOver();
  }

  /** The buffers of a layer that normalises images, by the names that they have in the file. */
  public NormalizationBuffers normalization() {
    return new NormalizationBuffers(normalization);
  }

  /**
   * The momentum buffers of SGD, in the order of the parameters that it trains; none where the file
   * has not got one for each.
   */
  public List<StoredTensor> momentum() {
    List<StoredTensor> buffers = new ArrayList<>();
    // Averages were never updated by SGD.
    if (!choice.averaged()
        && source instanceof PyTorchFile content
        && optimizerState() instanceof Map<?, ?> optimizer
        && optimizer.get("state") instanceof Map<?, ?> state
        && optimizer.get("param_groups") instanceof List<?> groups) {
      for (Object group : groups) {
        Object ids = group instanceof Map<?, ?> g ? g.get("params") : null;
        for (Object id : ids instanceof List<?> list ? list : List.of()) {
          // Anything else as a key of a map could be a container that holds itself.
          boolean number = id instanceof Long || id instanceof BigInteger;
          boolean repeated = buffers.size() >= state.size();
          if (!number
              || repeated
              || !(state.get(id) instanceof Map<?, ?> own)
              || !(own.get("momentum_buffer") instanceof TorchTensor buffer)) {
            return List.of();
          }
          buffers.add(new Unread(content, "momentum_buffer", buffer));
        }
      }
    }
    return buffers;
  }

  private Object optimizerState() {
    Object optimizer = fields.get("optimizer");
    return optimizer == null ? fields.get("optimizer_state_dict") : optimizer;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
