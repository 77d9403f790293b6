package org.smoothadv.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.checkpoint.pytorch.PyTorchCheckpoint;
import org.smoothadv.checkpoint.pytorch.TorchTensor;
import org.smoothadv.input.InvalidInputException;

/** Finds out which network a checkpoint of PyTorch belongs to. */
public final class ImportedArchitecture {
  private static final Pattern CIFAR_RESNET = Pattern.compile("cifar_resnet(\\d{1,4})");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final String LAST_LAYER = "fc.weight";
  private static final int MOST_CLASSES = 1_000_000;

  private ImportedArchitecture() {}

  /**
   * The name of the network: what the field {@code arch} says, or else what its tensors tell.
   *
   * @throws InvalidInputException if neither says it
   */
  public static String nameOf(PyTorchCheckpoint source) {
    Optional<String> field = source.architecture().filter(name -> NAME.matcher(name).matches());
    return field
        .map(ImportedArchitecture::ours)
        .or(() -> inferred(source.tensors()))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    source.file()
                        + ": neither a field 'arch' nor its tensors tell the network: name it with"
                        + " --arch"));
  }

  private static String ours(String name) {
    Matcher cifar = CIFAR_RESNET.matcher(name);
    return cifar.matches() ? "cifar-resnet-" + cifar.group(1) : name;
  }

  private static Optional<String> inferred(Map<String, TorchTensor> tensors) {
    if (tensors.containsKey("layer4.2.conv3.weight")) {
      return Optional.of("resnet50");
    }
    int blocks = 0;
    while (tensors.containsKey("layer1." + blocks + ".conv2.weight")) {
      blocks++;
    }
    return blocks > 0 && tensors.containsKey("layer3.0.conv2.weight")
        ? Optional.of("cifar-resnet-" + (6 * blocks + 2))
        : Optional.empty();
  }

  /**
   * The number of classes: the outputs of the last layer.
   *
   * @throws InvalidInputException if there is no such layer
   */
  public static int classesOf(PyTorchCheckpoint source) {
    TorchTensor last = source.tensors().get(LAST_LAYER);
    List<Long> shape = last == null ? List.of() : last.shape();
    if (shape.size() != 2 || shape.get(0) < 2 || shape.get(0) > MOST_CLASSES) {
      throw new InvalidInputException(
          "%s: not a classifier that is known: tensor '%s' is %s, expected [classes, features]"
              .formatted(
                  source.file(), LAST_LAYER, last == null ? "missing" : "of shape " + shape));
    }
    return shape.get(0).intValue();
  }
}
