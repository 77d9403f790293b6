package org.smoothadv.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;

/** The architectures that can be built by name: the one place where a new network is entered. */
public final class Architectures {
  private static final Pattern CIFAR_RESNET = Pattern.compile("cifar-resnet-(\\d{1,4})");

  private static final String RESNET50 = "resnet50";

  /**
   * The data that an architecture was made for.
   *
   * @param classes how many there are
   * @param imageSize the height and width of the images, in pixels
   */
  public record Task(int classes, int imageSize) {}

  private static final Task CIFAR10 = new Task(10, 32);

  private static final Task IMAGENET = new Task(1000, 224);

  private Architectures() {}

  /** The data that an architecture was made for; CIFAR-10 for names that are not known. */
  public static Task taskOf(String name) {
    return name.equals(RESNET50) ? IMAGENET : CIFAR10;
  }

  /** Whether networks of this name can be described, of some depth at least. */
  public static boolean isKnown(String name) {
    return name.equals(RESNET50) || CIFAR_RESNET.matcher(name).matches();
  }

  /**
   * The paper's network for images of a size: ResNet-50 for those of ImageNet and larger ones,
   * ResNet-110 for smaller ones (section 4).
   *
   * @param imageSize the height and width of the images, in pixels
   */
  public static String usual(int imageSize) {
    return imageSize >= IMAGENET.imageSize() ? RESNET50 : "cifar-resnet-110";
  }

  /**
   * The normalisation that is called standard: with the constants of the data that an architecture
   * was made for, as the paper's reference implementation has them.
   */
  public static Normalization standardNormalization(String name) {
    return name.equals(RESNET50) ? Normalization.IMAGENET : Normalization.CIFAR10;
  }

  /**
   * Describes a network behind the {@linkplain #standardNormalization standard} normalisation.
   *
   * @throws InvalidInputException as {@link #named(String, int, int, Normalization)} does
   */
  public static Network named(String name, int classes, int imageSize) {
    return named(name, classes, imageSize, standardNormalization(name));
  }

  /**
   * Describes a network.
   *
   * @param name such as {@code cifar-resnet-110}
   * @param classes the number of classes, at least 2
   * @param imageSize the height and width of the images, in pixels
   * @param normalization what it sees of them
   * @throws InvalidInputException if there is no such architecture, or not of that depth, or not
   *     for images of that size
   */
  public static Network named(
      String name, int classes, int imageSize, Normalization normalization) {
    Matcher cifar = CIFAR_RESNET.matcher(name);
    try {
      if (cifar.matches()) {
        int depth = Integer.parseInt(cifar.group(1));
        return new CifarResNet(depth, classes, imageSize, normalization);
      }
      if (name.equals(RESNET50)) {
        return new ResNet50(classes, imageSize, normalization);
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(name + ": " + e.getMessage(), e);
    }
    throw new InvalidInputException(
        "there is no architecture %s; known: cifar-resnet-D of depth D = 6n+2, such as cifar-resnet-8, -20, -110; %s"
            .formatted(Quoted.of(name), RESNET50));
  }
}
