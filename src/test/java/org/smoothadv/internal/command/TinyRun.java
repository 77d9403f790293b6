package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run that is trained once for all tests, in a process of its own: enough to tell some figures
 * apart, so that votes differ from image to image. It is only read; {@link #copy} is there to be
 * damaged.
 */
final class TinyRun {
  private static final Path PARENT = Smoothadv.temporaryFolder("smoothadv-tiny");

  private static Outcome training;

  private TinyRun() {}

  /**
   * The command line that trains such a run.
   *
   * @param more further options with their values, which come in the place of the usual ones
   */
  static List<String> training(Path folder, String... more) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--dataset", "synthetic");
    options.put("--arch", "cifar-resnet-8");
    options.put("--sigma", "0.25");
    options.put("--limit", "256");
    options.put("--eval-limit", "50");
    options.put("--batch", "16");
    options.put("--learning-rate", "0.02");
    options.put("--run", folder.toString());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    List<String> arguments = new ArrayList<>(List.of("train"));
    options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
    return arguments;
  }

  /** The run's folder. */
  static Path folder() throws IOException, InterruptedException {
    outcome().assertDone();
    return PARENT.resolve("run");
  }

  /** What the program printed while it trained the run for two epochs. */
  static synchronized Outcome outcome() throws IOException, InterruptedException {
    if (training == null) {
      List<String> arguments = training(Path.of("run"), "--epochs", "2");
      training = SmoothadvProcess.run(PARENT, arguments.toArray(String[]::new));
    }
    return training;
  }

  /** A copy of the run's folder in another one. */
  static Path copy(Path parent) throws IOException, InterruptedException {
    return Folders.copy(folder(), parent.resolve("run"));
  }
}
