package org.smoothadv.internal.onnx;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.onnx.SmallModel.Array;

/** Images are made larger by the rules of ONNX for where pixels lie. */
class ResizeOperationsTest {
  private static final Array X = Array.random(2, 4, 3, 6);

  @ParameterizedTest
  @CsvSource({
    "nearest, asymmetric, floor",
    "nearest, half_pixel, round_prefer_floor",
    "linear, half_pixel, floor",
    "linear, align_corners, floor"
  })
  void resizes(String mode, String rule, String rounding) throws IOException {
    float[] scales = {1, 1, 2, 1.5f};
    SmallModel.of(
            13,
            X,
            "Resize",
            Map.of("mode", mode, "coordinate_transformation_mode", rule, "nearest_mode", rounding),
            null,
            new Array(scales, 4))
        .gives(
            Array.computed(
                p -> {
                  double[] at = new double[2];
                  for (int i = 0; i < 2; i++) {
                    double size = X.shape()[2 + i];
                    double larger = size * scales[2 + i];
                    at[i] =
                        switch (rule) {
                          case "asymmetric" -> p[2 + i] / scales[2 + i];
                          case "align_corners" -> p[2 + i] * (size - 1) / (larger - 1);
                          default -> (p[2 + i] + 0.5) / scales[2 + i] - 0.5;
                        };
                    at[i] =
                        mode.equals("nearest")
                            ? (rounding.equals("floor")
                                ? Math.floor(at[i])
                                : Math.ceil(at[i] - 0.5))
                            : at[i];
                    at[i] = Math.max(0, Math.min(size - 1, at[i]));
                  }
                  double value = 0;
                  for (int corner = 0; corner < 4; corner++) {
                    int row = (int) at[0] + corner / 2;
                    int column = (int) at[1] + corner % 2;
                    double weight =
                        Math.max(0, 1 - Math.abs(row - at[0]))
                            * Math.max(0, 1 - Math.abs(column - at[1]));
                    value += weight * (weight == 0 ? 0 : X.at(p[0], p[1], row, column));
                  }
                  return value;
                },
                2,
                4,
                6,
                9));
  }
}
