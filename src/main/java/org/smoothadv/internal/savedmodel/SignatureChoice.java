package org.smoothadv.internal.savedmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * What a SavedModel is asked: one of its signatures, from images to one result.
 *
 * @param name the signature's
 * @param input its images: float32 or uint8 of rank 2 to 4
 * @param output its result
 */
record SignatureChoice(String name, TensorInfo input, TensorInfo output) {
  private static final String USUAL = "serving_default";

  /** What is asked for; what is empty is found where there is one. */
  record Wish(Optional<String> signature, Optional<String> input, Optional<String> output) {}

  /**
   * Chooses.
   *
   * @param file named in errors
   * @throws InvalidSettingException if what is wished for is not there, or it is not clear which is
   *     meant
   */
  static SignatureChoice of(Object file, Map<String, SignatureDef> signatures, Wish wish) {
    Map<String, SignatureDef> callable = new TreeMap<>();
    signatures.forEach(
        (name, signature) -> {
          if (signature.getInputsCount() > 0) {
            callable.put(name, signature);
          }
        });
    if (callable.isEmpty()) {
      throw new InvalidInputException(
          file
              + ": it has no signature that takes anything: save the model with one, as Keras does");
    }
    String name =
        wish.signature.orElseGet(
            () -> isOfImages(callable.get(USUAL), wish) ? USUAL : onlyOne(file, callable, wish));
    SignatureDef chosen = callable.get(name);
    if (chosen == null) {
      throw new InvalidSettingException(
          "signature",
          "%s: it has no {signature} %s, but %s",
          file,
          Quoted.of(name),
          list(callable));
    }
    String where = "%s: its signature %s".formatted(file, Quoted.of(name));
    return new SignatureChoice(
        name,
        input(where, chosen.getInputsMap(), wish.input),
        one("output", where, chosen.getOutputsMap(), wish.output));
  }

  private static String onlyOne(Object file, Map<String, SignatureDef> signatures, Wish wish) {
    List<String> fitting =
        signatures.keySet().stream()
            .filter(name -> isOfImages(signatures.get(name), wish))
            .toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (signatures.size() == 1) {
      // What it lacks is said of it by name.
      return signatures.keySet().iterator().next();
    }
    throw new InvalidSettingException(
        "signature",
        "%s: choose with {signature} which of its signatures takes images: %s",
        file,
        list(signatures));
  }

  private static boolean isOfImages(SignatureDef signature, Wish wish) {
    if (signature == null) {
      return false;
    }
    Map<String, TensorInfo> inputs = signature.getInputsMap();
    TensorInfo input =
        wish.input.isPresent()
            ? inputs.get(wish.input.get())
            : inputs.size() == 1 ? inputs.values().iterator().next() : null;
    return input != null && isImages(input);
  }

  private static boolean isImages(TensorInfo tensor) {
    int rank = tensor.getTensorShape().getDimCount();
    return (tensor.getDtype() == DataType.DT_FLOAT || tensor.getDtype() == DataType.DT_UINT8)
        && !tensor.getTensorShape().getUnknownRank()
        && rank >= 2
        && rank <= 4;
  }

  private static TensorInfo input(
      String where, Map<String, TensorInfo> inputs, Optional<String> wish) {
    TensorInfo input = one("input", where, inputs, wish);
    if (!isImages(input)) {
      throw new InvalidInputException(
          "%s takes %s; read are images, float32 or uint8 of two to four dimensions, the number of images first"
              .formatted(where, describe(inputs)));
    }
    return input;
  }

  private static TensorInfo one(
      String field, String where, Map<String, TensorInfo> tensors, Optional<String> wish) {
    if (wish.isEmpty() && tensors.size() != 1) {
      throw new InvalidSettingException(
          field,
          "%s has %s {"
              + field
              + "}s: %s; "
              + (field.equals("input") ? "read is a network of images alone" : "choose one"),
          where,
          tensors.size(),
          describe(tensors));
    }
    String name = wish.orElseGet(() -> tensors.keySet().iterator().next());
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidSettingException(
          field, "%s has no {" + field + "} %s, but %s", where, Quoted.of(name), describe(tensors));
    }
    if (tensor.getName().isEmpty()) {
      throw new InvalidInputException(
          "%s: %s is no tensor of the graph, which alone are read"
              .formatted(where, Quoted.of(name)));
    }
    return tensor;
  }

  /** As in {@code 'images' (float32 [?, 28, 28])}. */
  private static String describe(Map<String, TensorInfo> tensors) {
    List<String> words = new ArrayList<>();
    new TreeMap<>(tensors)
        .forEach(
            (name, tensor) ->
                words.add(
                    "%s (%s)"
                        .formatted(
                            Quoted.of(name),
                            Constants.describe(tensor.getDtype(), tensor.getTensorShape()))));
    return words.isEmpty() ? "nothing" : Words.shortened(words);
  }

  private static String list(Map<String, SignatureDef> signatures) {
    List<String> words = new ArrayList<>();
    signatures.forEach(
        (name, signature) ->
            words.add(Quoted.of(name) + " of " + describe(signature.getInputsMap())));
    return Words.shortened(words);
  }
}
