package org.smoothadv.internal.kernels;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Lets TensorFlow's own kernels compute the float32 convolutions of a graph, each together with the
 * bias and the ReLU behind it. Where oneDNN is on, TensorFlow hands every convolution to it when a
 * session prepares its graph. It looks into the functions that are called, but not into the
 * branches of a {@code StatelessCase} that is not marked to be lowered: each convolution becomes
 * the only branch of one. Gradients with respect to inputs and kernels stay with oneDNN.
 */
final class TensorFlowConvolutions {
  private static final String BRANCH = "kernels_branch";

  /** By what they compute. */
  private final Map<NodeDef, FunctionDef> functions = new LinkedHashMap<>();

  /** How the operations of a graph, or of a function, name each other. */
  private record Names(boolean inFunction) {
    String ofOutput(String operation) {
      return inFunction ? operation + ":output:0" : operation;
    }

    static String operation(String input) {
      int colon = input.indexOf(':');
      return colon < 0 ? input : input.substring(0, colon);
    }
  }

  /** The functions that the rewritten graph calls. */
  Collection<FunctionDef> functions() {
    return functions.values();
  }

  /**
   * Rewrites the operations outside of functions.
   *
   * @param asBuilt tells the shapes: TensorFlow fuses nothing with convolutions in groups, which
   *     stay with oneDNN. Loops, whose shapes are not known, have none, for there are no gradients
   *     of them on processors
   */
  void inGraph(GraphDef.Builder graph, Graph asBuilt) {
    Names names = new Names(false);
    List<NodeDef.Builder> nodes = graph.getNodeBuilderList();
    if (!rewrite(nodes, List.of(), names, name -> !isGrouped(asBuilt.operation(name))).isEmpty()) {
      graph.addNode(branch());
    }
  }

  private static boolean isGrouped(GraphOperation convolution) {
    Shape images = convolution.input(0).shape();
    Shape kernel = convolution.input(1).shape();
    return images.numDimensions() == 4
        && kernel.numDimensions() == 4
        && images.get(3) != kernel.get(2);
  }

  void inFunction(FunctionDef.Builder function) {
    Names names = new Names(true);
    List<NodeDef.Builder> nodes = function.getNodeDefBuilderList();
    List<String> replaced = rewrite(nodes, function.getRetMap().values(), names, name -> true);
    if (replaced.isEmpty()) {
      return;
    }
    // A ReLU's output has another name than that of what takes its place.
    Map<String, String> renamed = new HashMap<>();
    replaced.forEach(name -> renamed.put(name + ":activations:0", names.ofOutput(name)));
    for (NodeDef.Builder node : nodes) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, renamed.getOrDefault(node.getInput(i), node.getInput(i)));
      }
    }
    function
        .getRetMap()
        .forEach((name, from) -> function.putRet(name, renamed.getOrDefault(from, from)));
    function.addNodeDef(branch());
  }

  /** Returns the names of what was rewritten. */
  private List<String> rewrite(
      List<NodeDef.Builder> nodes,
      Collection<String> returned,
      Names names,
      Predicate<String> isWanted) {
    Map<String, NodeDef.Builder> byName = new HashMap<>();
    Map<String, List<String>> readers = new HashMap<>();
    for (NodeDef.Builder node : nodes) {
      byName.put(node.getName(), node);
      for (String input : node.getInputList()) {
        reading(readers, Names.operation(input)).add(node.getName());
      }
    }
    returned.forEach(input -> reading(readers, Names.operation(input)).add(""));
    List<String> replaced = new ArrayList<>();
    for (NodeDef.Builder node : nodes) {
      if (isOfOwnKernels(node) && isWanted.test(node.getName())) {
        NodeDef.Builder bias = onlyReader(node, "BiasAdd", readers, byName);
        NodeDef.Builder relu = bias == null ? null : onlyReader(bias, "Relu", readers, byName);
        replaced.add(replace(node, bias, relu, names).getName());
      }
    }
    return replaced;
  }

  private static List<String> reading(Map<String, List<String>> readers, String name) {
    return readers.computeIfAbsent(name, key -> new ArrayList<>());
  }

  /** TensorFlow's own kernels have no other form on processors. */
  private static boolean isOfOwnKernels(NodeDef.Builder node) {
    String format =
        node.getAttrOrDefault("data_format", AttrValue.getDefaultInstance()).getS().toStringUtf8();
    return node.getOp().equals("Conv2D")
        && node.getAttrOrThrow("T").getType() == DataType.DT_FLOAT
        && (format.isEmpty() || format.equals("NHWC"));
  }

  private static NodeDef.Builder onlyReader(
      NodeDef.Builder of,
      String operation,
      Map<String, List<String>> readers,
      Map<String, NodeDef.Builder> byName) {
    List<String> all = readers.getOrDefault(of.getName(), List.of());
    NodeDef.Builder reader = all.size() == 1 ? byName.get(all.get(0)) : null;
    return reader != null && reader.getOp().equals(operation) ? reader : null;
  }

  /** Puts the call in the place of the last of the three, whose name it has. */
  private NodeDef.Builder replace(
      NodeDef.Builder convolution, NodeDef.Builder bias, NodeDef.Builder relu, Names names) {
    List<String> arguments = new ArrayList<>(convolution.getInputList().subList(0, 2));
    List<String> fused = new ArrayList<>();
    NodeDef.Builder last = convolution;
    if (bias != null) {
      arguments.add(bias.getInput(1));
      fused.add("BiasAdd");
      last = bias;
    }
    if (relu != null) {
      fused.add("Relu");
      last = relu;
    }
    NameAttrList function = NameAttrList.newBuilder().setName(function(convolution, fused)).build();
    last.clearInput()
        .addInput(names.ofOutput(BRANCH))
        .addAllInput(arguments)
        .setOp("StatelessCase")
        .clearAttr()
        .putAttr("branches", list(AttrValue.ListValue.newBuilder().addFunc(function)))
        .putAttr("Tin", floats(arguments.size()))
        .putAttr("Tout", floats(1))
        .putAttr("output_shapes", list(AttrValue.ListValue.newBuilder()));
    return last;
  }

  /** Returns the name of the function that computes a convolution and what is fused with it. */
  private String function(NodeDef.Builder convolution, List<String> fused) {
    NodeDef.Builder computed =
        NodeDef.newBuilder().setName("computed").setOp(fused.isEmpty() ? "Conv2D" : "_FusedConv2D");
    for (String attribute :
        List.of("T", "strides", "padding", "explicit_paddings", "dilations", "data_format")) {
      if (convolution.containsAttr(attribute)) {
        computed.putAttr(attribute, convolution.getAttrOrThrow(attribute));
      }
    }
    OpDef.Builder signature = OpDef.newBuilder();
    List<String> arguments = fused.isEmpty() ? List.of("x", "kernel") : List.of("x", "kernel", "b");
    for (String argument : arguments) {
      signature.addInputArg(OpDef.ArgDef.newBuilder().setName(argument).setType(DataType.DT_FLOAT));
      computed.addInput(argument);
    }
    if (!fused.isEmpty()) {
      AttrValue.ListValue.Builder operations = AttrValue.ListValue.newBuilder();
      fused.forEach(operation -> operations.addS(ByteString.copyFromUtf8(operation)));
      computed
          .putAttr("fused_ops", list(operations))
          .putAttr("num_args", AttrValue.newBuilder().setI(1).build())
          .putAttr("num_host_args", AttrValue.newBuilder().setI(0).build())
          .putAttr("TArgs", floats(1));
    }
    signature.addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_FLOAT));
    signature.setName("kernels_convolution_" + functions.size());
    return functions
        .computeIfAbsent(
            computed.build(),
            key ->
                FunctionDef.newBuilder()
                    .setSignature(signature)
                    .addNodeDef(key)
                    .putRet("y", "computed:output:0")
                    .build())
        .getSignature()
        .getName();
  }

  private static AttrValue floats(int count) {
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < count; i++) {
      types.addType(DataType.DT_FLOAT);
    }
    return list(types);
  }

  private static AttrValue list(AttrValue.ListValue.Builder values) {
    return AttrValue.newBuilder().setList(values).build();
  }

  /** The number of the branch to take: there is one. */
  private static NodeDef branch() {
    TensorProto zero =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addIntVal(0)
            .build();
    return NodeDef.newBuilder()
        .setName(BRANCH)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(zero).build())
        .build();
  }
}
