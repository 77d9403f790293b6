package org.smoothadv.internal.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;
import org.smoothadv.internal.checkpoint.pytorch.PyTorchCheckpoint;
import org.smoothadv.internal.checkpoint.pytorch.StoredTensor;
import org.smoothadv.network.Architectures;

/** Finds out which network a checkpoint of PyTorch belongs to. */
public final class ImportedArchitecture {
  /** The authors' names for networks of 32 x 32 pixels. */
  private static final Pattern CIFAR_RESNET =
      Pattern.compile("(?:cifar|imagenet32)_resnet(\\d{1,4})");

  /** The name of consistency regularisation. */
  private static final Pattern DENSENET = Pattern.compile("cifar_densenet(\\d{1,4})");

  private static final Pattern WIDE_RESNET =
      Pattern.compile("(?i)(?:wrn|wide_?resnet)[-_]?(\\d{1,4})[-_x](\\d{1,3})");

  private static final String LAST_LAYER = "fc.weight";
  private static final String LAST_LAYER_OF_LENET = "fc2.weight";
  private static final int MAX_CLASSES = 1_000_000;

  private ImportedArchitecture() {}

  /**
   * The name of the network: what the field {@code arch} says, or else what its tensors tell.
   *
   * @throws InvalidInputException if neither says it
   */
  public static String nameOf(PyTorchCheckpoint source) {
    Optional<String> inferred = inferred(source.tensors());
    if (source.architecture().isEmpty()) {
      return inferred.orElseThrow(
          () ->
              new InvalidSettingException(
                  "architecture",
                  "%s: neither a field 'arch' nor its tensors tell the network: name it with"
                      + " {architecture}",
                  source.file()));
    }
    String field = source.architecture().get();
    String name = ours(field);
    if (inferred.isPresent() && inferred.get().equals(name + "-cifar")) {
      name = inferred.get();
    }
    if (!Architectures.isKnown(name)) {
      String hint = inferred.isPresent() ? "; its tensors could be those of {architecture} %s" : "";
      throw new InvalidSettingException(
          "architecture",
          "%s: its field 'arch' is %s, no network that is read (cifar_resnetD, imagenet32_resnetD,"
              + " cifar_densenetD, wrn_D_K, resnet18, resnet34, resnet50, lenet)"
              + hint,
          source.file(),
          Quoted.of(field),
          inferred.orElse(""));
    }
    return name;
  }

  private static String ours(String name) {
    Matcher cifar = CIFAR_RESNET.matcher(name);
    if (cifar.matches()) {
      return "cifar-resnet-" + cifar.group(1);
    }
    Matcher dense = DENSENET.matcher(name);
    if (dense.matches()) {
      return "densenet-bottleneck-" + dense.group(1);
    }
    Matcher wide = WIDE_RESNET.matcher(name);
    return wide.matches() ? "wide-resnet-%s-%s".formatted(wide.group(1), wide.group(2)) : name;
  }

  private static Optional<String> inferred(Map<String, StoredTensor> tensors) {
    if (tensors.containsKey("layer4.2.conv3.weight")) {
      return Optional.of("resnet50");
    }
    if (tensors.containsKey("conv2.bias") && tensors.containsKey(LAST_LAYER_OF_LENET)) {
      return Optional.of("lenet");
    }
    if (tensors.containsKey("layer4.1.conv2.weight")) {
      return Optional.of(
          (tensors.containsKey("layer4.2.conv2.weight") ? "resnet34" : "resnet18")
              + (hasSmallStem(tensors) ? "-cifar" : ""));
    }
    int blocks = count(tensors, "layer1.%d.conv2.weight");
    boolean three =
        tensors.containsKey("layer3.0.conv2.weight")
            && !tensors.containsKey("layer4.0.conv2.weight")
            && !tensors.containsKey("layer1.0.conv3.weight");
    return blocks > 0 && three
        ? Optional.of("cifar-resnet-" + (6 * blocks + 2))
        : inferredOfBlocks(tensors);
  }

  /** Wide ResNets and DenseNets, which call their stages blocks. */
  private static Optional<String> inferredOfBlocks(Map<String, StoredTensor> tensors) {
    int layers = count(tensors, "block1.layer.%d.conv1.weight");
    StoredTensor first = tensors.get("block1.layer.0.conv1.weight");
    if (layers == 0 || first.shape().size() != 4 || !tensors.containsKey("bn1.weight")) {
      return Optional.empty();
    }
    if (!tensors.containsKey("block1.layer.0.conv2.weight")) {
      return Optional.of("densenet-" + (3 * layers + 4));
    }
    int depth = 6 * layers + 4;
    return Optional.of(
        first.shape().get(3) == 1
            ? "densenet-bottleneck-" + depth
            : "wide-resnet-%d-%d".formatted(depth, first.shape().get(0) / 16));
  }

  private static int count(Map<String, StoredTensor> tensors, String name) {
    int count = 0;
    while (tensors.containsKey(name.formatted(count))) {
      count++;
    }
    return count;
  }

  /** The form for small images begins with a convolution of 3x3. */
  private static boolean hasSmallStem(Map<String, StoredTensor> tensors) {
    StoredTensor stem = tensors.get("conv1.weight");
    return stem != null && stem.shape().size() == 4 && stem.shape().get(3) == 3;
  }

  /**
   * The number of classes: the outputs of the last layer.
   *
   * @throws InvalidInputException if there is no such layer
   */
  public static int classesOf(PyTorchCheckpoint source) {
    StoredTensor last =
        source.tensors().getOrDefault(LAST_LAYER, source.tensors().get(LAST_LAYER_OF_LENET));
    List<Long> shape = last == null ? List.of() : last.shape();
    if (shape.size() != 2 || shape.get(0) < 2 || shape.get(0) > MAX_CLASSES) {
      List<String> outside = source.outside().keySet().stream().map(Quoted::of).toList();
      throw new InvalidInputException(
          "%s: not a classifier that is known: tensor '%s' is %s, expected [classes, features]; read was %s%s"
              .formatted(
                  source.file(),
                  LAST_LAYER,
                  last == null ? "missing" : "of shape " + shape,
                  source.whatIsRead(),
                  outside.isEmpty() ? "" : ", not " + Words.shortened(outside)));
    }
    return shape.get(0).intValue();
  }
}
