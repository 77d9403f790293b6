package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.smoothadv.export.ModelExport;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.adopt.AdoptedModel;
import org.smoothadv.network.Precision;
import org.smoothadv.run.RunFolder;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/** Writes a run's classifier as a SavedModel. */
@Parameters(
    commandNames = "export",
    commandDescription = "A run's classifier as a TensorFlow SavedModel: its logits, and its votes")
public final class ExportCommand implements Command {
  @Parameter(
      names = "--run",
      category = "Model",
      placeholder = "DIR",
      description = "the run that trained the classifier; this or --model",
      order = 0)
  private Path run;

  @Parameter(
      names = "--model",
      category = "Model",
      placeholder = "DIR",
      description = "a model that 'adopt' made; this or --run",
      order = 0)
  private Path model;

  @Parameter(
      names = "--sigma",
      category = "Model",
      placeholder = "X",
      description =
          "standard deviation of the votes' noise, in units where pixels are in [0,1] (the run's)",
      order = 1)
  private Double sigma;

  @Parameter(
      names = "--noise",
      category = "Model",
      placeholder = "NAME",
      description =
          "gaussian, or discrete, for the votes: 8-bit images and whole grey levels of noise",
      order = 1)
  private NoiseKind noise = NoiseKind.GAUSSIAN;

  @Parameter(
      names = "--precision",
      category = "Model",
      placeholder = "NAME",
      description =
          "float32 or bfloat16: the type of the classifier's weights and activations (the run's)",
      order = 2)
  private Precision precision;

  @Parameter(
      names = "--batch",
      category = "Model",
      placeholder = "N",
      description =
          "samples that the votes take through the network together (64, fewer for large images)",
      order = 3)
  private Integer batch;

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "DIR",
      required = true,
      description = "folder of the SavedModel, which does not exist yet",
      order = 10)
  private Path out;

  @Override
  public void run() throws IOException {
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidSettingException(
          "out", "{out} %s exists already: remove it, or name another folder", out);
    }
    if ((run == null) == (model == null)) {
      throw new InvalidSettingException(
          "run",
          "{run} {model}: give one of them, the run that trained the classifier or a model that 'adopt' made");
    }
    if (model != null && !AdoptedModel.isOne(model)) {
      throw new InvalidSettingException(
          "model", "{model} %s is no model that 'adopt' made; name a run with {run}", model);
    }
    RunFolder folder = model == null ? RunFolder.open(run) : null;
    TrainedClassifier classifier = model == null ? folder.classifier() : AdoptedModel.open(model);
    String origin = model == null ? folder.descriptionText() : AdoptedModel.describe(model);
    ClassifierDescription trained = classifier.description();
    if (sigma == null && trained.sigma() == 0) {
      throw new InvalidSettingException(
          "sigma",
          "%s was trained without noise: say that of the smoothed classifier with {sigma}, such as 0.25",
          run);
    }
    ModelExport.of(
            classifier,
            sigma == null ? trained.sigma() : sigma,
            noise,
            precision == null ? trained.precision() : precision,
            batch == null
                ? BaseClassifier.usualBatch(
                    classifier.weights().in(trained.precision()).largestActivation())
                : batch)
        .write(out, origin);
    System.out.println("model: " + out);
  }
}
