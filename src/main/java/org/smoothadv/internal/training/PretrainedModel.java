package org.smoothadv.internal.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.network.Normalization;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.RunFolder;

/** The run whose model another run fine-tunes (Salman et al. 2019, appendix E.1). */
public final class PretrainedModel {
  private static final Path CHECKPOINT = Path.of("checkpoints", "latest.safetensors");
  private static final List<String> PYTORCH_ENDINGS = List.of(".pth.tar", ".pth", ".pt");

  private final RunFolder run;

  private PretrainedModel(RunFolder run) {
    this.run = run;
  }

  /**
   * Opens a run.
   *
   * @param path the run's folder, or its {@code checkpoints/latest.safetensors}
   * @throws InvalidInputException if the path is neither, or the run's description is damaged
   */
  public static PretrainedModel open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw refused(path, "there is no such file or folder");
    }
    Path folder = path;
    if (!Files.isDirectory(path)) {
      String name = path.getFileName().toString();
      if (PYTORCH_ENDINGS.stream().anyMatch(name::endsWith)) {
        throw new InvalidSettingException(
            "fineTune",
            "{fineTune} %s is a checkpoint of PyTorch: make it a run with 'import' first, then give the run's folder",
            path);
      }
      Path absolute = path.toAbsolutePath().normalize();
      folder = absolute.getParent().getParent();
      if (folder == null || !absolute.endsWith(CHECKPOINT)) {
        throw refused(path, "it is no run");
      }
    }
    if (!Files.isRegularFile(folder.resolve("run.json"))) {
      throw refused(path, folder.resolve("run.json") + " is missing");
    }
    return new PretrainedModel(RunFolder.open(folder));
  }

  private static InvalidInputException refused(Path path, String problem) {
    return new InvalidSettingException(
        "fineTune",
        "{fineTune} %s: %s; accepted is a run's folder, or %s in it",
        path,
        problem,
        CHECKPOINT);
  }

  /** The name of its architecture. */
  public String architecture() {
    return run.description().configuration().network().architecture();
  }

  /** What its network sees of images. */
  public Normalization normalization() {
    return run.description().configuration().network().normalization();
  }

  String normalizationText() {
    return run.description().configuration().network().normalizationText();
  }

  /**
   * Reads what its run saved last.
   *
   * @throws InvalidInputException if no epoch was finished, or the checkpoint is damaged,
   *     incomplete or not finite
   */
  public Checkpoint checkpoint() throws IOException {
    return run.load();
  }
}
