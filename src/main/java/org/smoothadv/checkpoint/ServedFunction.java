package org.smoothadv.checkpoint;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a stored graph can be asked, under the names that callers use.
 *
 * @param inputs tensors of the graph that callers give, all of them
 * @param outputs tensors of the graph that they get
 */
public record ServedFunction(
    Map<String, ? extends Operand<?>> inputs, Map<String, ? extends Operand<?>> outputs) {
  /** The one kind of function that TensorFlow Serving's Predict calls. */
  private static final String PREDICT = "tensorflow/serving/predict";

  SignatureDef toProto() {
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(PREDICT);
    inputs.forEach((name, operand) -> signature.putInputs(name, info(operand)));
    outputs.forEach((name, operand) -> signature.putOutputs(name, info(operand)));
    return signature.build();
  }

  private static TensorInfo info(Operand<?> operand) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : operand.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(operand.asOutput().op().name() + ":" + operand.asOutput().index())
        .setDtype(operand.asOutput().dataType())
        .setTensorShape(shape)
        .build();
  }
}
