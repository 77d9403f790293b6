package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
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

  /** All convolutions with their batch normalisations, in the order of PyTorch's state_dict. */
  List<Convolution> convolutions();

  /** The last layer. */
  Linear linear();

  /** All linear layers, in the order of PyTorch's state_dict. */
  default List<Linear> linears() {
    return List.of(linear());
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
    List<Parameter> parameters = new ArrayList<>();
    for (Convolution convolution : convolutions()) {
      parameters.addAll(Parameter.of(convolution));
    }
    for (Linear linear : linears()) {
      parameters.addAll(Parameter.of(linear));
    }
    return parameters;
  }

  /** The numbers that the largest output of a convolution has for one image. */
  default long largestActivation() {
    return convolutions().stream().mapToLong(c -> c.output().values()).reduce(0, Math::max);
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
