package org.smoothadv.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;

/** The architectures that can be built by name: the one place where a new network is entered. */
public final class Architectures {
  private static final Pattern CIFAR_RESNET = Pattern.compile("cifar-resnet-(\\d{1,4})");

  private Architectures() {}

  /**
   * Describes a network.
   *
   * @param name such as {@code cifar-resnet-110}
   * @param classes the number of classes, at least 2
   * @throws InvalidInputException if there is no such architecture, or not of that depth
   */
  public static Network named(String name, int classes) {
    Matcher matcher = CIFAR_RESNET.matcher(name);
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "--arch: there is no architecture '"
              + name
              + "'; known: cifar-resnet-D of depth D = 6n+2, such as cifar-resnet-8, -20, -110");
    }
    try {
      return new CifarResNet(
          Integer.parseInt(matcher.group(1)), classes, 32, Normalization.CIFAR10);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("--arch " + name + ": " + e.getMessage(), e);
    }
  }
}
