package org.smoothadv.internal.savedmodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * Axes, sizes and positions in int32: with int64, TensorFlow's library builds gradients of
 * reductions, slices and paddings wrongly, or crashes.
 */
final class NarrowIndices {
  private static final int LAST = -1;

  /** An attribute that is the type of inputs that count, and the places of those. */
  private record Counting(String attribute, List<Integer> inputs) {}

  private static final Map<String, List<Counting>> COUNTING = new HashMap<>();

  static {
    counting("Slice", "Index", 1, 2);
    counting("StridedSlice", "Index", 1, 2, 3);
    for (String reduction : List.of("Sum", "Mean", "Prod", "Max", "Min", "All", "Any")) {
      counting(reduction, "Tidx", 1);
    }
    counting("Cumsum", "Tidx", 1);
    counting("ReverseV2", "Tidx", 1);
    counting("BroadcastTo", "Tidx", 1);
    counting("ConcatV2", "Tidx", LAST);
    counting("SplitV", "Tlen", 1);
    counting("GatherV2", "Tindices", 1);
    counting("GatherV2", "Taxis", 2);
    for (String padding : List.of("Pad", "PadV2", "MirrorPad")) {
      counting(padding, "Tpaddings", 1);
    }
    counting("SpaceToBatchND", "Tblock_shape", 1);
    counting("SpaceToBatchND", "Tpaddings", 2);
    counting("BatchToSpaceND", "Tblock_shape", 1);
    counting("BatchToSpaceND", "Tcrops", 2);
  }

  private static void counting(String op, String attribute, Integer... inputs) {
    COUNTING
        .computeIfAbsent(op, any -> new ArrayList<>())
        .add(new Counting(attribute, List.of(inputs)));
  }

  private NarrowIndices() {}

  /**
   * Puts conversions before an operation where it counts in int64.
   *
   * @param inputs its inputs in the flat graph; replaced
   * @param attributes its attributes; replaced
   */
  static void narrow(
      FlatGraph flat, Node node, List<String> inputs, Map<String, AttrValue> attributes) {
    for (Counting counting : COUNTING.getOrDefault(node.op(), List.of())) {
      if (node.attribute(counting.attribute).getType() != DataType.DT_INT64) {
        continue;
      }
      attributes.put(counting.attribute, Constants.type(DataType.DT_INT32));
      for (int place : counting.inputs) {
        int input = place == LAST ? inputs.size() - 1 : place;
        if (input < inputs.size()) {
          inputs.set(input, int32(flat, node.name() + "/" + input, inputs.get(input)));
        }
      }
    }
  }

  /** Numbers beyond those of int32, such as an end that is none, become its ends. */
  private static String int32(FlatGraph flat, String name, String numbers) {
    DataType wide = DataType.DT_INT64;
    String most = flat.constant(name + "/most", Constants.integer(Integer.MAX_VALUE));
    String least = flat.constant(name + "/least", Constants.integer(Integer.MIN_VALUE));
    String below = flat.add("Minimum", name + "/minimum", wide, numbers, most);
    String within = flat.add("Maximum", name + "/maximum", wide, below, least);
    return flat.add(
        "Cast",
        name + "/int32",
        List.of(within),
        Map.of("SrcT", Constants.type(wide), "DstT", Constants.type(DataType.DT_INT32)));
  }
}
