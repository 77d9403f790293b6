package org.smoothadv.run;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.smoothadv.device.Device;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;

/**
 * Which network is trained, and what computes it.
 *
 * @param fineTune the checkpoint that training starts from (appendix E.1); empty for a fresh
 *     network
 * @param architecture the network's name, as in {@code cifar-resnet-20}
 * @param normalization the network's first layer
 * @param precision the type of the network's activations, in the attack, the step and the
 *     evaluation
 * @param devices one tower of the step runs on each, as in {@code cpu:0}; empty for one tower where
 *     TensorFlow chooses
 */
public record NetworkSettings(
    String fineTune,
    String architecture,
    Normalization normalization,
    Precision precision,
    List<String> devices)
    implements Serializable {
  /**
   * Validates the devices' names.
   *
   * @throws org.smoothadv.input.InvalidInputException naming one that there cannot be
   */
  public NetworkSettings {
    Objects.requireNonNull(normalization, "'normalization' is missing");
    devices = List.copyOf(devices);
    Device.named(devices);
  }

  /**
   * A fresh network for images in colour, behind its usual normalisation, in float32, where
   * TensorFlow chooses.
   */
  public static NetworkSettings of(String architecture) {
    return new NetworkSettings(
        "",
        architecture,
        Architectures.standardNormalization(architecture),
        Precision.FLOAT32,
        List.of());
  }

  /** Started from a checkpoint. */
  public NetworkSettings withFineTune(String checkpoint) {
    return new NetworkSettings(checkpoint, architecture, normalization, precision, devices);
  }

  /** Behind another first layer. */
  public NetworkSettings withNormalization(Normalization first) {
    return new NetworkSettings(fineTune, architecture, first, precision, devices);
  }

  /** With activations of another type. */
  public NetworkSettings withPrecision(Precision type) {
    return new NetworkSettings(fineTune, architecture, normalization, type, devices);
  }

  /** With a tower on each of these devices. */
  public NetworkSettings withDevices(List<String> towers) {
    return new NetworkSettings(fineTune, architecture, normalization, precision, towers);
  }

  /** What {@code standard} means for the architecture, before images of as many channels. */
  public Normalization standardNormalization() {
    return Architectures.standardNormalization(architecture, normalization.channels());
  }

  /** The normalisation as {@link Normalization#parse} reads it, such as {@code standard}. */
  public String normalizationText() {
    return normalization.text(standardNormalization());
  }
}
