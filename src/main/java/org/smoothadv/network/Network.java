package org.smoothadv.network;

import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** An architecture: its layers and the graph that they span. Immutable; holds no weights. */
public interface Network {
  /** The scope of the operations of a network in a graph. */
  String SCOPE = "network";

  /** The name users give, such as {@code cifar-resnet-20}. */
  String name();

  /** The images it takes. */
  ImageShape shape();

  /**
   * All layers with parameters, in the order of PyTorch's state_dict. Batch normalisation is a
   * layer of its own only where no {@link Convolution#batchNorm convolution} has it.
   */
  List<Layer> layers();

  /** The last layer. */
  Linear linear();

  /** The convolutions among its layers. */
  default List<Convolution> convolutions() {
    return layersOf(Convolution.class);
  }

  /** The linear layers among its layers. */
  default List<Linear> linears() {
    return layersOf(Linear.class);
  }

  /** The batch normalisations on their own among its layers. */
  default List<BatchNorm> batchNorms() {
    return layersOf(BatchNorm.class);
  }

  private <L extends Layer> List<L> layersOf(Class<L> kind) {
    return layers().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /**
   * Builds the network.
   *
   * @param layers computes the layers with parameters
   * @param images [N, height, width, channels] in pixel units; noise may take values out of [0, 1]
   * @return the logits, [N, classes]
   */
  <T extends TFloating> Operand<TFloat32> logits(Layers<T> layers, Operand<TFloat32> images);

  /** The number of classes, the length of a row of logits. */
  default int classes() {
    return linear().classes();
  }

  /** All parameters, in the order of PyTorch's state_dict. */
  default List<Parameter> parameters() {
    return layers().stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /**
   * The numbers that the largest output of a convolution or input of a batch normalisation has for
   * one image.
   */
  default long largestActivation() {
    Stream<ImageShape> convolved = convolutions().stream().map(Convolution::output);
    Stream<ImageShape> normalized = batchNorms().stream().map(BatchNorm::shape);
    return Stream.concat(convolved, normalized).mapToLong(ImageShape::values).reduce(0, Math::max);
  }

  /**
   * Multiplications (each with its addition) of one forward pass on one image, in convolutions and
   * linear layers.
   */
  default long multiplyAdds() {
    long count = 0;
    for (Linear linear : linears()) {
      count += (long) linear.features() * linear.classes();
    }
    for (Convolution c : convolutions()) {
      count += (long) c.in() * c.kernel() * c.kernel() * c.output().values();
    }
    return count;
  }
}
