package org.smoothadv.internal.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.smoothadv.internal.onnx.OnnxModel.Node;
import org.tensorflow.op.Ops;

/** A node with the values that it is given. */
record Call(Conversion network, Node node) {
  /** Converts a node to operations of TensorFlow, or computes what is known in advance. */
  interface Operation {
    Value apply(Call call);
  }

  Ops tf() {
    return network.tf();
  }

  /** Whether an input is there; those at the end may be left out, others be called "". */
  boolean has(int index) {
    return index < node.inputs().size() && !node.inputs().get(index).isEmpty();
  }

  /** The value of an input that must be there. */
  Value input(int index) {
    if (!has(index)) {
      throw new IllegalArgumentException("it has no input " + index);
    }
    Value value = network.get(node.inputs().get(index));
    if (value == null) {
      throw new IllegalArgumentException("input %d comes from nowhere".formatted(index));
    }
    return value;
  }

  /** An input as a tensor of the graph. */
  Value.Tensor tensor(int index) {
    return input(index) instanceof HostArray array
        ? Conversion.plain(network.constant(array))
        : (Value.Tensor) input(index);
  }

  boolean inputsAreKnown() {
    for (int i = 0; i < node.inputs().size(); i++) {
      if (has(i) && !(input(i) instanceof HostArray)) {
        return false;
      }
    }
    return true;
  }

  /** All inputs. */
  List<Value> inputs() {
    List<Value> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      inputs.add(input(i));
    }
    return inputs;
  }

  /** Weights, which must not be computed from the images. */
  HostArray weights(int index) {
    if (input(index) instanceof HostArray array) {
      return array;
    }
    throw new IllegalArgumentException(
        "input %d is computed from the images, not a constant".formatted(index));
  }

  /** The single number of an input; otherwise that of an attribute. */
  Optional<Double> number(int index, String attribute) {
    if (has(index)) {
      return Optional.of(weights(index).scalar());
    }
    return node.attributes().containsKey(attribute)
        ? Optional.of((double) node.number(attribute, 0))
        : Optional.empty();
  }

  /** Whole numbers that are an input in new versions and an attribute in old ones. */
  Optional<long[]> integers(int index, String attribute) {
    return has(index) ? Optional.of(Conversion.known(input(index))) : node.integers(attribute);
  }

  /** Dimensions of an input's tensor, from 0 on. */
  int[] axes(long[] axes, int rank) {
    int[] counted = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      long axis = axes[i] < 0 ? axes[i] + rank : axes[i];
      if (axis < 0 || axis >= rank) {
        throw new IllegalArgumentException(
            "no dimension %d among %d of them".formatted(axes[i], rank));
      }
      counted[i] = (int) axis;
    }
    if (Arrays.stream(counted).distinct().count() != counted.length) {
      throw new IllegalArgumentException("a dimension twice in " + Arrays.toString(axes));
    }
    return counted;
  }

  /** Refuses results beside the first that somebody reads. */
  void requireOneResult() {
    for (String output : node.outputs().subList(1, node.outputs().size())) {
      if (!output.isEmpty() && network.isRead(output)) {
        throw new IllegalArgumentException("only its first result is supported");
      }
    }
  }
}
