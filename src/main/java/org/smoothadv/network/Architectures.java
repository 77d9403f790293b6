package org.smoothadv.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;

/** The architectures that can be built by name: the one place where a new network is entered. */
public final class Architectures {
  private static final Pattern CIFAR_RESNET = Pattern.compile("cifar-resnet-(\\d{1,4})");

  private static final Pattern WIDE_RESNET = Pattern.compile("wide-resnet-(\\d{1,4})-(\\d{1,3})");

  private static final Pattern DENSENET = Pattern.compile("densenet-(bottleneck-)?(\\d{1,4})");

  private static final String RESNET50 = "resnet50";

  private static final String KNOWN =
      "cifar-resnet-D of depth D = 6n+2, such as cifar-resnet-8, -20, -110; wide-resnet-D-K"
          + " of depth D = 6n+4 and K times the width, such as wide-resnet-28-10; densenet-D of"
          + " depth D = 3n+4, such as densenet-40; densenet-bottleneck-D of depth D = 6n+4;"
          + " resnet18-cifar, resnet34-cifar; resnet18, resnet34, resnet50; lenet";

  /**
   * The data that an architecture was made for.
   *
   * @param classes how many there are
   * @param imageShape of the images
   */
  public record Task(int classes, ImageShape imageShape) {}

  private static final Task CIFAR10 = new Task(10, ImageShape.ofSize(32));

  private static final Task IMAGENET = new Task(1000, ImageShape.ofSize(224));

  private static final Task MNIST = new Task(10, new ImageShape(28, 28, 1));

  private Architectures() {}

  /** The data that an architecture was made for; CIFAR-10 for names that are not known. */
  public static Task taskOf(String name) {
    if (name.equals(LeNet.NAME)) {
      return MNIST;
    }
    return ResNet.isKnown(name) && !ResNet.isSmall(name) ? IMAGENET : CIFAR10;
  }

  /** Whether networks of this name can be described, of some depth at least. */
  public static boolean isKnown(String name) {
    return ResNet.isKnown(name)
        || name.equals(LeNet.NAME)
        || CIFAR_RESNET.matcher(name).matches()
        || WIDE_RESNET.matcher(name).matches()
        || DENSENET.matcher(name).matches();
  }

  /**
   * The network that is usual for images: the paper's for those in colour (section 4), ResNet-50
   * for those of the size of ImageNet's and larger ones, ResNet-110 for smaller ones; LeNet for
   * images of one channel, such as those of MNIST.
   */
  public static String usual(ImageShape imageShape) {
    if (imageShape.channels() == MNIST.imageShape().channels()) {
      return LeNet.NAME;
    }
    int size = Math.min(imageShape.height(), imageShape.width());
    return size >= IMAGENET.imageShape().height() ? RESNET50 : "cifar-resnet-110";
  }

  /**
   * The normalisation that is called standard of images in colour: with the constants of the data
   * that an architecture was made for, as the paper's reference implementation has them.
   */
  public static Normalization standardNormalization(String name) {
    return taskOf(name).equals(IMAGENET) ? Normalization.IMAGENET : Normalization.CIFAR10;
  }

  /**
   * The normalisation that is called standard. Images that are not in colour are left as they are,
   * as MNIST's are by Zhai et al. 2020 and by Jeong and Shin 2020.
   *
   * @param channels of the images
   */
  public static Normalization standardNormalization(String name, int channels) {
    Normalization colours = standardNormalization(name);
    return channels == colours.channels() ? colours : Normalization.none(channels);
  }

  /**
   * Describes a network for square images in colour, behind the {@linkplain #standardNormalization
   * standard} normalisation.
   *
   * @param imageSize the height and width of the images, in pixels
   * @throws InvalidInputException as {@link #named(String, int, ImageShape, Normalization)} does
   */
  public static Network named(String name, int classes, int imageSize) {
    return named(name, classes, ImageShape.ofSize(imageSize), standardNormalization(name));
  }

  /**
   * Describes a network.
   *
   * @param name such as {@code cifar-resnet-110}
   * @param classes the number of classes, at least 2
   * @param imageShape of the images
   * @param normalization what it sees of them, of as many channels
   * @throws InvalidInputException if there is no such architecture, or not of that depth, or not
   *     for images of that size
   */
  public static Network named(
      String name, int classes, ImageShape imageShape, Normalization normalization) {
    Matcher cifar = CIFAR_RESNET.matcher(name);
    Matcher wide = WIDE_RESNET.matcher(name);
    Matcher dense = DENSENET.matcher(name);
    try {
      if (cifar.matches()) {
        int depth = Integer.parseInt(cifar.group(1));
        return new CifarResNet(depth, classes, imageShape, normalization);
      }
      if (wide.matches()) {
        int depth = Integer.parseInt(wide.group(1));
        int widening = Integer.parseInt(wide.group(2));
        return new WideResNet(depth, widening, classes, imageShape, normalization);
      }
      if (dense.matches()) {
        int depth = Integer.parseInt(dense.group(2));
        return new DenseNet(depth, dense.group(1) != null, classes, imageShape, normalization);
      }
      if (ResNet.isKnown(name)) {
        return new ResNet(name, classes, imageShape, normalization);
      }
      if (name.equals(LeNet.NAME)) {
        return new LeNet(classes, imageShape, normalization);
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(name + ": " + e.getMessage(), e);
    }
    throw new InvalidInputException(
        "there is no architecture %s; known: %s".formatted(Quoted.of(name), KNOWN));
  }
}
