package org.smoothadv.internal.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.smoothadv.internal.onnx.Call.Operation;
import org.smoothadv.internal.onnx.Conversion.Aligned;
import org.smoothadv.internal.onnx.OnnxModel.ElementType;
import org.smoothadv.internal.onnx.Value.Tensor;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Activations and arithmetic: each element of the result depends on one of each input. */
final class ElementwiseOperations {
  /** A function of a float32 tensor. */
  private interface Function {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> x);
  }

  /** The same with the settings of a node. */
  private interface Activation {
    Operand<TFloat32> of(Call c, Ops tf, Operand<TFloat32> x);
  }

  private interface Binary {
    Operand<? extends TType> of(Ops tf, Operand<TNumber> a, Operand<TNumber> b);
  }

  private static final Map<String, Operation> FUNCTIONS =
      Map.ofEntries(
          function("Relu", (tf, x) -> tf.nn.relu(x)),
          function("Sigmoid", (tf, x) -> tf.math.sigmoid(x)),
          function("Tanh", (tf, x) -> tf.math.tanh(x)),
          function("Softplus", (tf, x) -> tf.math.softplus(x)),
          function("Softsign", (tf, x) -> tf.nn.softsign(x)),
          function("Erf", (tf, x) -> tf.math.erf(x)),
          function("Sqrt", (tf, x) -> tf.math.sqrt(x)),
          function("Exp", (tf, x) -> tf.math.exp(x)),
          function("Log", (tf, x) -> tf.math.log(x)),
          function("Abs", (tf, x) -> tf.math.abs(x)),
          function("Neg", (tf, x) -> tf.math.neg(x)),
          function("Reciprocal", (tf, x) -> tf.math.reciprocal(x)),
          function("Sin", (tf, x) -> tf.math.sin(x)),
          function("Cos", (tf, x) -> tf.math.cos(x)),
          function("Sign", (tf, x) -> tf.math.sign(x)),
          function("Floor", (tf, x) -> tf.math.floor(x)),
          function("Ceil", (tf, x) -> tf.math.ceil(x)),
          function("Round", (tf, x) -> tf.math.rint(x)),
          function("HardSwish", (tf, x) -> tf.math.mul(x, ramp(tf, x, 1 / 6.0, 0.5))),
          function("Mish", (tf, x) -> tf.math.mul(x, tf.math.tanh(tf.math.softplus(x)))));

  private static final Map<String, Operation> ACTIVATIONS =
      Map.ofEntries(
          activation("LeakyRelu", (c, tf, x) -> leaky(tf, x, c.node().number("alpha", 0.01))),
          activation("Elu", (c, tf, x) -> elu(tf, x, c.node().number("alpha", 1), 1)),
          activation("Selu", ElementwiseOperations::selu),
          activation("Celu", ElementwiseOperations::celu),
          activation("ThresholdedRelu", ElementwiseOperations::thresholded),
          activation("HardSigmoid", ElementwiseOperations::hardSigmoid),
          activation("Gelu", ElementwiseOperations::gelu),
          activation("Clip", ElementwiseOperations::clip));

  private static final Map<String, Operation> ARITHMETIC =
      Map.ofEntries(
          binary("Add", (tf, a, b) -> tf.math.add(a, b)),
          binary("Sub", (tf, a, b) -> tf.math.sub(a, b)),
          binary("Mul", (tf, a, b) -> tf.math.mul(a, b)),
          binary("Div", (tf, a, b) -> tf.math.div(a, b)),
          binary("Min", (tf, a, b) -> tf.math.minimum(a, b)),
          binary("Max", (tf, a, b) -> tf.math.maximum(a, b)),
          binary("Sum", (tf, a, b) -> tf.math.add(a, b)),
          binary("Equal", (tf, a, b) -> tf.math.equal(a, b)),
          binary("Greater", (tf, a, b) -> tf.math.greater(a, b)),
          binary("GreaterOrEqual", (tf, a, b) -> tf.math.greaterEqual(a, b)),
          binary("Less", (tf, a, b) -> tf.math.less(a, b)),
          binary("LessOrEqual", (tf, a, b) -> tf.math.lessEqual(a, b)),
          entry("Mean", ElementwiseOperations::mean),
          entry("Pow", ElementwiseOperations::pow),
          entry("PRelu", ElementwiseOperations::parametric),
          entry("Where", ElementwiseOperations::where),
          entry("Cast", ElementwiseOperations::cast),
          entry("CastLike", c -> c.input(0)));

  static final List<Map<String, Operation>> TABLES = List.of(FUNCTIONS, ACTIVATIONS, ARITHMETIC);

  private ElementwiseOperations() {}

  private static Map.Entry<String, Operation> function(String name, Function f) {
    return activation(name, (c, tf, x) -> f.of(tf, x));
  }

  private static Map.Entry<String, Operation> activation(String name, Activation f) {
    return entry(
        name,
        c -> {
          Tensor x = c.tensor(0);
          Operand<TFloat32> result = f.of(c, c.tf(), c.network().floats(x.operand()));
          return new Tensor(result, x.channelsLast());
        });
  }

  private static Map.Entry<String, Operation> binary(String name, Binary f) {
    return entry(name, c -> combined(c, f));
  }

  private static Value combined(Call c, Binary f) {
    Value result = c.input(0);
    for (int i = 1; i < c.node().inputs().size(); i++) {
      Aligned both = c.network().aligned(broadcastable(c, result, c.input(i)));
      result =
          both.result(
              f.of(
                  c.tf(),
                  Conversion.number(both.operands().get(0)),
                  Conversion.number(both.operands().get(1))));
    }
    return result;
  }

  /** Before version 7 a second input could say from which dimension on it is repeated. */
  private static List<Value> broadcastable(Call c, Value a, Value b) {
    if (c.node().attributes().containsKey("axis") && b.rank() > 0 && b.rank() < a.rank()) {
      long[] shape = new long[a.rank() - a.axis(c.node().integer("axis", 0))];
      Arrays.fill(shape, 1);
      System.arraycopy(b.shape(), 0, shape, 0, b.rank());
      return List.of(a, c.network().reshaped(b, shape));
    }
    return List.of(a, b);
  }

  private static Value mean(Call c) {
    Tensor sum = (Tensor) combined(c, (tf, a, b) -> tf.math.add(a, b));
    Operand<TFloat32> count = c.tf().constant((float) c.node().inputs().size());
    return new Tensor(
        c.tf().math.div(c.network().floats(sum.operand()), count), sum.channelsLast());
  }

  /** The powers that networks use are their own operations: their gradients are exact. */
  private static Value pow(Call c) {
    if (c.input(1) instanceof HostArray array && array.size() == 1) {
      double exponent = array.scalar();
      Tensor x = c.tensor(0);
      Operand<TFloat32> base = c.network().floats(x.operand());
      if (exponent == 2 || exponent == 3) {
        Operand<TFloat32> square = c.tf().math.square(base);
        Operand<TFloat32> power = exponent == 2 ? square : c.tf().math.mul(square, base);
        return new Tensor(power, x.channelsLast());
      }
      if (exponent == 0.5) {
        return new Tensor(c.tf().math.sqrt(base), x.channelsLast());
      }
    }
    Aligned both = c.network().aligned(c.inputs());
    Operand<TFloat32> base = c.network().floats(both.operands().get(0));
    Operand<TFloat32> exponent = c.network().floats(both.operands().get(1));
    return both.result(c.tf().math.pow(base, exponent));
  }

  private static Operand<TFloat32> number(Ops tf, double value) {
    return tf.constant((float) value);
  }

  private static Operand<TFloat32> negativePart(Ops tf, Operand<TFloat32> x) {
    return tf.math.minimum(x, number(tf, 0));
  }

  private static Operand<TFloat32> leaky(Ops tf, Operand<TFloat32> x, float slope) {
    return tf.nn.leakyRelu(x, LeakyRelu.alpha(slope));
  }

  /** scale * (max(x,0) + alpha * (exp(min(x,0)) - 1)). */
  private static Operand<TFloat32> elu(Ops tf, Operand<TFloat32> x, double alpha, double scale) {
    if (alpha == 1 && scale == 1) {
      return tf.nn.elu(x);
    }
    Operand<TFloat32> below = tf.nn.elu(negativePart(tf, x));
    Operand<TFloat32> sum = tf.math.add(tf.nn.relu(x), tf.math.mul(below, number(tf, alpha)));
    return scale == 1 ? sum : tf.math.mul(sum, number(tf, scale));
  }

  private static Operand<TFloat32> selu(Call c, Ops tf, Operand<TFloat32> x) {
    double alpha = c.node().number("alpha", 1.6732632423543772);
    return elu(tf, x, alpha, c.node().number("gamma", 1.0507009873554805));
  }

  private static Operand<TFloat32> celu(Call c, Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> alpha = number(tf, c.node().number("alpha", 1));
    Operand<TFloat32> below = tf.nn.elu(tf.math.div(negativePart(tf, x), alpha));
    return tf.math.add(tf.nn.relu(x), tf.math.mul(below, alpha));
  }

  private static Operand<TFloat32> thresholded(Call c, Ops tf, Operand<TFloat32> x) {
    Operand<TBool> above = tf.math.greater(x, number(tf, c.node().number("alpha", 1)));
    return tf.math.mul(x, tf.dtypes.cast(above, TFloat32.class));
  }

  /** a * x + b, between 0 and 1. */
  private static Operand<TFloat32> ramp(Ops tf, Operand<TFloat32> x, double a, double b) {
    Operand<TFloat32> line = tf.math.add(tf.math.mul(x, number(tf, a)), number(tf, b));
    return tf.math.maximum(tf.math.minimum(line, number(tf, 1)), number(tf, 0));
  }

  private static Operand<TFloat32> hardSigmoid(Call c, Ops tf, Operand<TFloat32> x) {
    return ramp(tf, x, c.node().number("alpha", 0.2), c.node().number("beta", 0.5));
  }

  private static Operand<TFloat32> gelu(Call c, Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> inner;
    if (c.node().text("approximate", "none").equals("tanh")) {
      Operand<TFloat32> cube = tf.math.mul(tf.math.mul(x, tf.math.square(x)), number(tf, 0.044715));
      inner = tf.math.tanh(tf.math.mul(tf.math.add(x, cube), number(tf, Math.sqrt(2 / Math.PI))));
    } else {
      inner = tf.math.erf(tf.math.mul(x, number(tf, Math.sqrt(0.5))));
    }
    Operand<TFloat32> half = tf.math.mul(x, number(tf, 0.5));
    return tf.math.mul(half, tf.math.add(inner, number(tf, 1)));
  }

  private static Operand<TFloat32> clip(Call c, Ops tf, Operand<TFloat32> x) {
    double low = c.number(1, "min").orElse(Double.NEGATIVE_INFINITY);
    double high = c.number(2, "max").orElse(Double.POSITIVE_INFINITY);
    if (low == 0 && high == 6) {
      return tf.nn.relu6(x);
    }
    Operand<TFloat32> above = low > -Float.MAX_VALUE ? tf.math.maximum(x, number(tf, low)) : x;
    return high < Float.MAX_VALUE ? tf.math.minimum(above, number(tf, high)) : above;
  }

  private static Value parametric(Call c) {
    Aligned both = c.network().aligned(c.inputs());
    Ops tf = c.tf();
    Operand<TFloat32> x = c.network().floats(both.operands().get(0));
    Operand<TFloat32> slope = c.network().floats(both.operands().get(1));
    return both.result(tf.math.add(tf.nn.relu(x), tf.math.mul(slope, negativePart(tf, x))));
  }

  private static Value where(Call c) {
    List<Value> inputs = new ArrayList<>(c.inputs());
    Value condition = inputs.remove(0);
    if (inputs.stream().allMatch(HostArray.class::isInstance)) {
      // Constants take the type of the first tensor, which here would be that of the condition.
      inputs.set(0, c.tensor(1));
    }
    // One order for all three, while the condition keeps its type.
    inputs.add(condition instanceof HostArray ? c.tensor(0) : condition);
    Aligned all = c.network().aligned(inputs);
    @SuppressWarnings("unchecked")
    Operand<TBool> mask = (Operand<TBool>) (Operand<?>) all.operands().get(2);
    return all.result(c.tf().select(mask, all.operands().get(0), all.operands().get(1)));
  }

  private static Value cast(Call c) {
    ElementType type = ElementType.of(c.node().integer("to", 1));
    if (c.input(0) instanceof HostArray array) {
      return switch (type) {
        case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> array.as(HostArray.Kind.FLOAT);
        case BOOL -> array.as(HostArray.Kind.BOOLEAN);
        default -> array.as(HostArray.Kind.INTEGER);
      };
    }
    Tensor x = c.tensor(0);
    Operand<? extends TType> result =
        switch (type) {
          case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> c.network().floats(x.operand());
          case BOOL ->
              c.tf()
                  .math
                  .notEqual(Conversion.any(x.operand()), c.network().constant(0, x.operand()));
          case INT64, INT32, INT16, INT8, UINT8, UINT16 -> c.network().longs(x.operand());
          default -> throw new IllegalArgumentException("a cast to " + type);
        };
    return new Tensor(result, x.channelsLast());
  }
}
