package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.RunFolder;

/** A network for each kind of normalisation, trained once for all tests. */
final class NormalizedRuns {
  private static final Path PARENT = Smoothadv.temporaryFolder("smoothadv-normalized");
  private static final Map<String, Map<String, FloatTensor>> TRAINED = new LinkedHashMap<>();

  private NormalizedRuns() {}

  /**
   * Its parameters and running statistics by their names in PyTorch. It was trained on synthetic
   * images under noise of 0.25, long enough for its running statistics to settle.
   */
  static synchronized Map<String, FloatTensor> weights(String normalization) throws IOException {
    Map<String, FloatTensor> weights = TRAINED.get(normalization);
    if (weights == null) {
      weights = new LinkedHashMap<>();
      Path run = PARENT.resolve(normalization);
      Smoothadv.call(
              TinyRun.training(
                  run, "--epochs", "3", "--eval-limit", "10", "--normalization", normalization))
          .assertDone();
      RunFolder trained = RunFolder.open(run);
      Map<String, FloatTensor> state = trained.load().state();
      for (Parameter parameter : trained.network().parameters()) {
        weights.put(parameter.name(), state.get(parameter.name()));
      }
      TRAINED.put(normalization, weights);
    }
    return weights;
  }
}
