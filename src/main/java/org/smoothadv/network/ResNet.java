package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smoothadv.network.ResidualStages.Stage;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The residual networks of four stages of He et al. 2016, table 1, as torchvision and the paper's
 * reference implementation build them (of bottlenecks with the stride in the 3x3 convolutions,
 * "v1.5"), here for 224x224 images:
 *
 * <pre>
 * stem     7x7, 64, stride 2                                             112x112
 *          3x3 max-pooling, stride 2                                      56x56
 *             resnet18       resnet34       resnet50
 * layer1   [basic, 64] x 2   x 3   [1x1, 64; 3x3, 64; 1x1, 256] x 3       56x56
 * layer2   [basic, 128] x 2  x 4   [1x1, 128; 3x3, 128; 1x1, 512] x 4     28x28, first block at stride 2
 * layer3   [basic, 256] x 2  x 6   [1x1, 256; 3x3, 256; 1x1, 1024] x 6    14x14, first block at stride 2
 * layer4   [basic, 512] x 2  x 3   [1x1, 512; 3x3, 512; 1x1, 2048] x 3     7x7,  first block at stride 2
 * head     global average pooling, linear
 * </pre>
 *
 * A basic block has two 3x3 convolutions. Every convolution is followed by batch normalisation.
 * Images of another size change nothing but the sizes on the right. {@code resnet18-cifar} and
 * {@code resnet34-cifar} are the form for small images: the stem is a 3x3 convolution at stride 1,
 * without pooling.
 */
public final class ResNet implements Network {
  /** The product of the strides. */
  private static final int REDUCTION = 32;

  private static final int STEM_CHANNELS = 64;

  /**
   * One of the networks.
   *
   * @param blocks of each stage
   * @param small whether the stem is that for small images
   */
  private record Form(List<Integer> blocks, ResidualBlock.Design design, boolean small) {}

  private static final Map<String, Form> FORMS =
      Map.of(
          "resnet18", new Form(List.of(2, 2, 2, 2), ResidualBlock::basic, false),
          "resnet34", new Form(List.of(3, 4, 6, 3), ResidualBlock::basic, false),
          "resnet50", new Form(List.of(3, 4, 6, 3), ResidualBlock::bottleneck, false),
          "resnet18-cifar", new Form(List.of(2, 2, 2, 2), ResidualBlock::basic, true),
          "resnet34-cifar", new Form(List.of(3, 4, 6, 3), ResidualBlock::basic, true));

  private final String name;
  private final ResidualStages stages;

  /**
   * Describes a network.
   *
   * @param name one that {@link #isKnown} knows
   * @param classes the number of classes, at least 2
   * @param imageShape of the images, height and width a multiple of 32; of the small forms any
   * @param normalization of as many channels
   * @throws IllegalArgumentException if there is no such network, there are fewer than two classes
   *     or the images have another size
   */
  public ResNet(String name, int classes, ImageShape imageShape, Normalization normalization) {
    if (!isKnown(name)) {
      throw new IllegalArgumentException("there is no residual network " + name);
    }
    this.name = name;
    Form form = FORMS.get(name);
    if (!form.small()) {
      imageShape.requireMultipleOf(REDUCTION, name.replace("resnet", "ResNet-"));
    }
    Convolution stem =
        form.small()
            ? Convolution.normalized("conv1", "bn1", imageShape, STEM_CHANNELS, 3, 1)
            : Convolution.normalized("conv1", "bn1", imageShape, STEM_CHANNELS, 7, 2);
    List<Stage> layers = new ArrayList<>();
    for (int i = 0; i < form.blocks().size(); i++) {
      layers.add(
          new Stage("layer" + (i + 1), STEM_CHANNELS << i, form.blocks().get(i), i == 0 ? 1 : 2));
    }
    stages = new ResidualStages(normalization, stem, !form.small(), layers, form.design(), classes);
  }

  /** Whether there is a network of this name. */
  static boolean isKnown(String name) {
    return FORMS.containsKey(name);
  }

  /** Whether a network of this name is the form for small images. */
  static boolean isSmall(String name) {
    return FORMS.get(name).small();
  }

  @Override
  public <T extends TFloating> Operand<TFloat32> logits(
      Layers<T> layers, Operand<TFloat32> images) {
    return stages.logits(layers, images);
  }

  @Override
  public List<Layer> layers() {
    return stages.layers();
  }

  @Override
  public Linear linear() {
    return stages.head();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ImageShape shape() {
    return stages.shape();
  }
}
