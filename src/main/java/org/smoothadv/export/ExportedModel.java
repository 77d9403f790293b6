package org.smoothadv.export;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.SavedModelFile;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Sha256;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FoldedClassifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.ServingGraph;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/**
 * A SavedModel that {@link ModelExport} wrote, opened as the classifier that it is: its weights are
 * read from the constants of its graph, and the rest of the graph is compared with what {@link
 * ModelExport} makes of them.
 */
public final class ExportedModel {
  /** Where a SavedModel has what no program but its own knows. */
  static final Path DESCRIPTION = Path.of("assets.extra", "smoothadv.json");

  private final Path path;
  private final ClassifierDescription description;
  private final FrozenClassifier frozen;

  private ExportedModel(Path path, ClassifierDescription description, FrozenClassifier frozen) {
    this.path = path;
    this.description = description;
    this.frozen = frozen;
  }

  /**
   * Opens an export.
   *
   * @param path its folder, or the {@code saved_model.pb} in it
   * @throws InvalidInputException if there is none, or it is damaged, or its graph computes
   *     anything else than that of an export by this version of the program
   */
  public static ExportedModel open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw refused(path, "there is no such file or folder");
    }
    Path model = Files.isDirectory(path) ? path.resolve(SavedModelFile.NAME) : path;
    if (!Files.isRegularFile(model)) {
      throw refused(path, "it is no SavedModel, for " + model + " is missing");
    }
    Path about = model.resolveSibling(DESCRIPTION);
    if (!Files.isRegularFile(about)) {
      throw refused(path, "it was not made by 'export', for " + about + " is missing");
    }
    ExportDescription description = describe(about);
    byte[] content = Files.readAllBytes(model);
    if (!Sha256.of(content).equals(description.sha256())) {
      throw new InvalidInputException(
          "%s is damaged, or not the file that %s describes: its SHA-256 differs; export the run again"
              .formatted(model, about));
    }
    FrozenClassifier frozen = frozen(model, content, description.classifier());
    ModelExport export = exportOf(about, description, frozen);
    requireOwn(about, model, content, description);
    requireGraph(model, content, export);
    return new ExportedModel(path, description.classifier(), frozen);
  }

  private static void requireOwn(
      Path about, Path model, byte[] content, ExportDescription description) {
    String digest = ExportDescription.digest(description.classifier(), description.batch());
    if (!SavedModelFile.about(content).equals(digest)) {
      throw new InvalidInputException(
          "%s does not say what %s was exported with: it was edited, or both are of another version of this program; export the run again"
              .formatted(about, model));
    }
  }

  private static ModelExport exportOf(
      Path about, ExportDescription description, FrozenClassifier frozen) {
    try {
      return new ModelExport(description.classifier(), frozen, description.batch());
    } catch (InvalidInputException e) {
      throw damaged(about, e.getMessage(), e);
    }
  }

  /** What is certified here must be what the graph computes for the programs that serve it. */
  private static void requireGraph(Path model, byte[] content, ModelExport export) {
    Optional<String> difference = SavedModelFile.firstDifference(content, export.content());
    if (difference.isPresent()) {
      throw new InvalidInputException(
          "%s: its graph is not the one that this version of the program exports with these weights (%s): it was changed, or exported by another version; export the run again"
              .formatted(model, difference.get()));
    }
  }

  private static InvalidInputException refused(Path path, String problem) {
    return new InvalidSettingException(
        "model", "{model} %s: %s; 'export' makes one from a run", path, problem);
  }

  private static ExportDescription describe(Path file) throws IOException {
    try {
      ExportDescription description = ExportDescription.fromJson(TextFile.read(file));
      ClassifierDescription classifier = description.classifier();
      if (classifier.architecture().equals(ClassifierDescription.ADOPTED)) {
        throw new InvalidSettingException(
            "model",
            "{model}: %s is about an export of an adopted model: name that model, which 'adopt' made",
            file);
      }
      InvalidInputException.at("'architecture'", classifier::network);
      InvalidInputException.at(
          "'dataset'", () -> Datasets.requireShape(classifier.dataset(), classifier.shape()));
      return description;
    } catch (CharacterCodingException e) {
      throw damaged(file, "it is not UTF-8 text", e);
    } catch (InvalidSettingException e) {
      throw e;
    } catch (JsonParseException | InvalidInputException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  private static FrozenClassifier frozen(
      Path file, byte[] content, ClassifierDescription description) {
    try {
      Map<String, FloatTensor> weights = SavedModelFile.constants(content, ServingGraph.WEIGHTS);
      return new FoldedClassifier(description.network(), description.precision(), weights);
    } catch (IllegalArgumentException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  private static InvalidInputException damaged(Path file, String problem, Exception cause) {
    return new InvalidInputException(
        file + " is damaged (" + problem + "): restore it, or export the run again", cause);
  }

  /** What the classifier is; sigma and precision are those that it was exported for. */
  public ClassifierDescription description() {
    return description;
  }

  /** The classifier, which is to be had in the export's precision only. */
  public TrainedClassifier classifier() {
    return new TrainedClassifier(description, this::in);
  }

  private FrozenClassifier in(Precision precision) {
    if (precision != frozen.precision()) {
      throw new InvalidSettingException(
          "precision",
          "{precision} %s: %s holds the classifier in %s; export the run again with that precision",
          EnumNames.of(precision),
          path,
          EnumNames.of(frozen.precision()));
    }
    return frozen;
  }

  /**
   * Opens the smoothed classifier, with CERTIFY as published. The caller closes it.
   *
   * @param parameters sigma may differ from the export's
   * @param seed of the noise; a secret where strangers choose the images
   * @throws InvalidSettingException if the noise is drawn otherwise than the export does; {@link
   *     #classifier} has no such check
   */
  public SmoothedClassifier smoothedClassifier(SmoothingParameters parameters, long seed) {
    if (parameters.noise() != description.noise()) {
      throw new InvalidSettingException(
          "noise",
          "{noise} is %s; accepted is %s, which %s was exported with, or an export with the other",
          EnumNames.of(parameters.noise()),
          EnumNames.of(description.noise()),
          path);
    }
    return classifier().smoothed(parameters, seed);
  }
}
