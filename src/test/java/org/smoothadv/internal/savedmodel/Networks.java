package org.smoothadv.internal.savedmodel;

import static org.smoothadv.internal.savedmodel.SavedModelWriter.FLOAT;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.call;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.integers;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.node;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.smoothadv.checkpoint.FloatTensor;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Networks as people save them. */
public final class Networks {
  private Networks() {}

  /** Numbers around an offset. */
  static FloatTensor values(long seed, double offset, int... shape) {
    Random random = new Random(seed);
    int size = 1;
    long[] sizes = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      size *= shape[i];
      sizes[i] = shape[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (offset + 0.5 * (random.nextDouble() - 0.5));
    }
    return FloatTensor.of(values, sizes);
  }

  /**
   * As Keras saves a network for images [N, 4, 4, 3] and 5 classes: convolution, bias, batch
   * normalisation, ReLU, pooling, a fully connected layer, softmax, each half in a function that
   * another one calls.
   */
  public static SavedModelWriter convolutional() {
    SavedModelWriter model = new SavedModelWriter().placeholder("images", FLOAT, -1, 4, 4, 3);
    List<String> variables =
        List.of("kernel", "bias", "gamma", "beta", "mean", "variance", "dense");
    model.variable("kernel", values(1, 0, 3, 3, 3, 4));
    model.variable("bias", values(2, 0.2, 4));
    model.variable("gamma", values(3, 1, 4));
    model.variable("beta", values(4, 0.3, 4));
    model.variable("mean", values(5, 0.1, 4));
    model.variable("variance", values(6, 1, 4));
    model.variable("dense", values(7, 0, 16, 5));
    FunctionDef features = features(model);
    FunctionDef head = head(model);
    List<String> handles = variables.stream().map(name -> name + "_handle").toList();
    List<String> arguments = new ArrayList<>(List.of("x"));
    arguments.addAll(handles);
    List<String> of = new ArrayList<>(List.of("x"));
    of.addAll(handles.subList(0, 6));
    FunctionDef whole =
        model.function(
            "whole",
            arguments,
            "probabilities:output:0",
            call("features", features, of.toArray(String[]::new)),
            call("head", head, "features:output:0", "dense_handle"),
            node("Softmax", "softmax", List.of("head:output:0"), "T", FLOAT),
            node("NoOp", "NoOp", List.of("^features", "^head")),
            node("Identity", "probabilities", List.of("softmax:softmax:0", "^NoOp"), "T", FLOAT));
    List<String> inputs = new ArrayList<>(List.of("images"));
    inputs.addAll(variables);
    model.add(call("StatefulPartitionedCall", whole, inputs.toArray(String[]::new)));
    return model.signature(
        "serving_default",
        Map.of("images", tensor("images:0", FLOAT, -1, 4, 4, 3)),
        Map.of("probabilities", tensor("StatefulPartitionedCall:0", FLOAT, -1, 5)));
  }

  private static FunctionDef features(SavedModelWriter model) {
    return model.function(
        "features",
        List.of(
            "x",
            "kernel_handle",
            "bias_handle",
            "gamma_handle",
            "beta_handle",
            "mean_handle",
            "variance_handle"),
        "pool:output:0",
        read("kernel"),
        read("bias"),
        read("gamma"),
        read("beta"),
        read("mean"),
        read("variance"),
        node(
            "Conv2D",
            "conv",
            List.of("x", "read_kernel:value:0"),
            "T",
            FLOAT,
            "strides",
            new int[] {1, 1, 1, 1},
            "padding",
            "SAME"),
        node("BiasAdd", "add", List.of("conv:output:0", "read_bias:value:0"), "T", FLOAT),
        node(
            "FusedBatchNormV3",
            "norm",
            List.of(
                "add:output:0",
                "read_gamma:value:0",
                "read_beta:value:0",
                "read_mean:value:0",
                "read_variance:value:0"),
            "T",
            FLOAT,
            "U",
            FLOAT,
            "epsilon",
            0.001f,
            "is_training",
            false),
        node("Relu", "relu", List.of("norm:y:0"), "T", FLOAT),
        node(
            "MaxPool",
            "pool",
            List.of("relu:activations:0"),
            "T",
            FLOAT,
            "ksize",
            new int[] {1, 2, 2, 1},
            "strides",
            new int[] {1, 2, 2, 1},
            "padding",
            "VALID"));
  }

  private static FunctionDef head(SavedModelWriter model) {
    return model.function(
        "head",
        List.of("x", "dense_handle"),
        "product:product:0",
        read("dense"),
        integers("shape", -1, 16),
        node("Reshape", "flat", List.of("x", "shape:output:0"), "T", FLOAT),
        node("MatMul", "product", List.of("flat:output:0", "read_dense:value:0"), "T", FLOAT));
  }

  private static NodeDef read(String variable) {
    return node(
        "ReadVariableOp", "read_" + variable, List.of(variable + "_handle"), "dtype", FLOAT);
  }

  /**
   * As Keras saved with TensorFlow 1: a linear classifier of [N, 4] and 2 classes, with a dropout
   * that a placeholder's default leaves out.
   */
  static SavedModelWriter ofTensorFlow1() {
    SavedModelWriter model = new SavedModelWriter().placeholder("x", FLOAT, -1, 4);
    model.variable1("w", values(1, 0, 4, 2));
    model.add(
        SavedModelWriter.constant(
            "no",
            TensorProto.newBuilder()
                .setDtype(DataType.DT_BOOL)
                .setTensorShape(SavedModelWriter.shape())
                .addBoolVal(false)
                .build()));
    model.add(
        "PlaceholderWithDefault",
        "keras_learning_phase",
        List.of("no"),
        "dtype",
        DataType.DT_BOOL,
        "shape",
        SavedModelWriter.shape());
    model.add("Identity", "w/read", List.of("w"), "T", FLOAT);
    model.add("MatMul", "product", List.of("x", "w/read"), "T", FLOAT);
    List<String> switched = List.of("product", "keras_learning_phase");
    model.add("Switch", "cond/Switch", switched, "T", FLOAT);
    model.add("Switch", "cond/Switch_1", switched, "T", FLOAT);
    model.add("Shape", "cond/shape", List.of("cond/Switch:1"), "T", FLOAT);
    model.add(
        "RandomUniform",
        "cond/noise",
        List.of("cond/shape"),
        "dtype",
        FLOAT,
        "T",
        DataType.DT_INT32);
    model.add("Mul", "cond/dropout", List.of("cond/Switch:1", "cond/noise"), "T", FLOAT);
    model.add("Merge", "cond/Merge", List.of("cond/Switch_1", "cond/dropout"), "T", FLOAT, "N", 2);
    model.add("Relu", "y", List.of("cond/Merge"), "T", FLOAT);
    return model.signature(
        "serving_default",
        Map.of("x", tensor("x:0", FLOAT, -1, 4)),
        Map.of("y", tensor("y:0", FLOAT, -1, 2)));
  }
}
