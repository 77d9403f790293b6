package org.smoothadv.export;

import static org.smoothadv.input.InvalidSettingException.require;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.smoothadv.checkpoint.SavedModelFile;
import org.smoothadv.checkpoint.SavedModelFile.ServedFunction;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.files.AtomicFile;
import org.smoothadv.internal.files.NewFolder;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.ServingGraph;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/**
 * A trained classifier that becomes a SavedModel with the signatures
 *
 * <ul>
 *   <li>{@code logits}, which is {@code serving_default} too: from images to their logits,
 *   <li>{@code votes}: from one image, the numbers that name its noise and a number of samples to
 *       the votes for each class under that noise.
 * </ul>
 *
 * {@code assets.extra/smoothadv.json} says what the classifier is, {@code assets.extra/run.json}
 * how it was trained. {@link ExportedModel} opens it again.
 *
 * @param description what it is; sigma is that of the noise of {@code votes}, pixel units, positive
 * @param frozen in the precision of the description
 * @param batch samples that {@code votes} takes through the network together, 1 to 65536
 */
public record ModelExport(ClassifierDescription description, FrozenClassifier frozen, int batch) {
  private static final String TRAINING = "run.json";

  /**
   * Validates.
   *
   * @throws InvalidInputException naming the setting, its value and what is accepted
   */
  public ModelExport {
    double sigma = description.sigma();
    require(
        sigma > 0 && sigma < 100,
        "sigma",
        sigma,
        "accepted is a positive standard deviation below 100, such as 0.25 (the votes of a smoothed classifier need"
            + " noise)");
    description.shape().requireWithinCube("sigma", sigma);
    SmoothingParameters.requireDrawable(description.noise(), sigma);
    require(
        batch >= 1 && batch <= 65_536,
        "batch",
        batch,
        "accepted is a number of samples, 1 to 65536");
  }

  /**
   * Prepares an export.
   *
   * @param sigma standard deviation of the noise of {@code votes}, pixel units
   * @param noise how it is drawn
   * @throws InvalidInputException if a value is not accepted
   */
  public static ModelExport of(
      TrainedClassifier classifier, double sigma, NoiseKind noise, Precision precision, int batch) {
    return new ModelExport(
        classifier.description().meantFor(sigma, noise, precision),
        classifier.frozen(precision),
        batch);
  }

  /**
   * Writes the export. The folder appears with all of its files, or not at all.
   *
   * @param folder does not exist yet
   * @param training the text of the run.json that says how the classifier was trained
   * @throws InvalidInputException if the folder exists or cannot be made
   * @throws IOException if writing fails, as on a full disk
   */
  public void write(Path folder, String training) throws IOException {
    byte[] content = content();
    String about = new ExportDescription(description, batch, Sha256.of(content)).toJson();
    try {
      NewFolder.create(
          folder,
          files -> {
            Path described = files.resolve(ExportedModel.DESCRIPTION);
            Files.createDirectory(described.getParent());
            AtomicFile.write(described, utf8(about));
            AtomicFile.write(described.resolveSibling(TRAINING), utf8(training));
            AtomicFile.write(files.resolve(SavedModelFile.NAME), content);
          });
    } catch (FileAlreadyExistsException e) {
      throw new InvalidSettingException(
              "out",
              "{out} %s: %s; remove it, or name another folder",
              folder,
              IoFailure.describe(e))
          .because(e);
    } catch (FileSystemException e) {
      throw IoFailure.refusal(
          e,
          new InvalidSettingException(
              "out", "{out} %s cannot be written: %s", folder, IoFailure.describe(e)));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The content of the SavedModel's file. */
  byte[] content() {
    try (Graph graph = new Graph()) {
      ServingGraph ends =
          ServingGraph.build(
              Ops.create(graph), frozen, description.sigma(), description.noise(), batch);
      return SavedModelFile.content(
          graph.toGraphDef(), signatures(ends), ExportDescription.digest(description, batch));
    }
  }

  private static Map<String, ServedFunction> signatures(ServingGraph ends) {
    ServedFunction logits =
        new ServedFunction(Map.of("images", ends.images()), Map.of("logits", ends.logits()));
    ServedFunction votes =
        new ServedFunction(
            Map.of(
                "image",
                ends.image(),
                "seed",
                ends.seed(),
                "first",
                ends.first(),
                "samples",
                ends.samples()),
            Map.of("counts", ends.counts()));
    return Map.of("logits", logits, "serving_default", logits, "votes", votes);
  }
}
