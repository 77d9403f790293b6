package org.smoothadv.internal.adopt;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

/**
 * The operations of TensorFlow that a network of others may have: those that only compute numbers.
 * A graph is a program; what is not on the list is never built, wherever the graph comes from.
 */
public final class PureOperations {
  private static final Set<String> ALLOWED =
      words(
          """
          Const Placeholder Identity StopGradient Cast Bitcast Shape ShapeN Size Rank Fill Range LinSpace ZerosLike OnesLike
          Reshape Squeeze ExpandDims Transpose Pack Unpack Concat ConcatV2 Split SplitV Slice StridedSlice
          Gather GatherV2 GatherNd Tile BroadcastTo BroadcastArgs Pad PadV2 MirrorPad Reverse ReverseV2 Roll OneHot
          MatrixBandPart MatrixDiag MatrixDiagPart Diag DiagPart InvertPermutation
          ExtractImagePatches SpaceToBatch SpaceToBatchND BatchToSpace BatchToSpaceND SpaceToDepth DepthToSpace
          Conv2D Conv2DBackpropInput DepthwiseConv2dNative BiasAdd BiasAddV1 MaxPool MaxPoolV2 AvgPool
          MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum
          FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 LRN L2Loss
          Relu Relu6 LeakyRelu Elu Selu Softplus Softsign Sigmoid Tanh Softmax LogSoftmax
          Add AddV2 AddN Sub Mul MulNoNan Div RealDiv DivNoNan FloorDiv FloorMod Mod TruncateDiv TruncateMod
          SquaredDifference Maximum Minimum Pow Xdivy Xlogy Xlog1py Atan2
          Abs Neg Sign Reciprocal Inv Square Sqrt Rsqrt Exp Expm1 Log Log1p Erf Erfc
          Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Floor Ceil Round Rint ClipByValue
          Sum Mean Prod Max Min All Any ArgMax ArgMin Cumsum
          Equal NotEqual Less LessEqual Greater GreaterEqual ApproximateEqual
          LogicalAnd LogicalOr LogicalNot IsNan IsInf IsFinite Select SelectV2
          ResizeBilinear ResizeNearestNeighbor ResizeBicubic ResizeArea
          """);

  /** Why others are refused, by what their names have in them. */
  private static final Map<Pattern, String> REFUSED = new LinkedHashMap<>();

  static {
    REFUSED.put(
        Pattern.compile(".*File.*|Save.*|Restore.*|.*Reader.*|.*Checkpoint.*|.*Summary.*"),
        "reads or writes files");
    REFUSED.put(Pattern.compile("Print.*|StringFormat|Assert"), "prints");
    REFUSED.put(Pattern.compile(".*PyFunc.*"), "calls Python");
    REFUSED.put(
        Pattern.compile(
            "(Stateless|Parameterized)?(Random|Truncated|Multinomial).*|Rng.*|StatelessRandom.*|Stateful.*"),
        "is random, as dropout and augmentation are in training: save the model for inference (training=False)");
    REFUSED.put(
        Pattern.compile(
            "(Stateless)?(If|While|Case)|Switch|RefSwitch|Merge|RefMerge|Enter|Exit|NextIteration|LoopCond|.*TensorList.*|TensorArray.*|For"),
        "is control flow, which is not read");
    REFUSED.put(Pattern.compile("Quant.*|.*Quantize.*|Dequantize"), "is of a quantised network");
    REFUSED.put(
        Pattern.compile("Assign.*|Var.*|Variable.*|ResourceApply.*|Scatter.*|Resource.*"),
        "has to do with variables that change");
    REFUSED.put(
        Pattern.compile(".*Table.*|.*String.*|Decode.*|Parse.*|Iterator.*|.*Dataset.*"),
        "prepares data: choose another signature, or save the model without it");
  }

  private static final Map<String, OpDef> DEFINITIONS =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(Collectors.toMap(OpDef::getName, definition -> definition));

  private PureOperations() {}

  private static Set<String> words(String text) {
    return Arrays.stream(text.trim().split("\\s+")).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Why a network may not have an operation, as the end of a sentence about it; empty where it may.
   *
   * @param type such as {@code Conv2D}
   */
  public static Optional<String> refusal(String type) {
    if (ALLOWED.contains(type)) {
      return Optional.empty();
    }
    return REFUSED.entrySet().stream()
        .filter(kind -> kind.getKey().matcher(type).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> Optional.of("is not among the operations of networks that are read"));
  }

  /** What TensorFlow knows of an operation; empty where it has none of that type. */
  public static Optional<OpDef> definition(String type) {
    return Optional.ofNullable(DEFINITIONS.get(type));
  }
}
