package org.smoothadv.internal.command.job;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.Answer.Predicted;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.asking.Question.Predict;
import org.smoothadv.internal.command.job.Evaluation.LogTask;
import org.smoothadv.internal.command.job.SmoothedRun.ImagePlace;
import org.smoothadv.internal.command.option.AttackOptions;
import org.smoothadv.internal.command.option.SmoothingOptions;
import org.smoothadv.internal.command.option.TrainedFor;
import org.smoothadv.network.ImageShape;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogRecord.PredictionRecord;
import org.smoothadv.smoothing.Predictor;
import org.smoothadv.smoothing.SmoothingParameters;

/**
 * PREDICT on the images of a split, as they are or attacked: what {@code predict} and {@code study}
 * do.
 */
public final class PredictionJob implements Evaluation {
  @ParametersDelegate private final SmoothingOptions options = new SmoothingOptions();
  @ParametersDelegate private final AttackOptions attack = new AttackOptions();

  @Parameter(
      names = "--noise-samples",
      category = "Attack",
      placeholder = "M",
      description = "noises per image that the attack sees, m_test (128; 1 for target base)",
      order = 26)
  private Integer noiseSamples;

  @Parameter(
      names = "--save-examples",
      category = "Output",
      placeholder = "N",
      description =
          "save PNG pictures of the first N images: clean, adversarial, and their difference"
              + " magnified, in examples/ beside the log",
      order = 32)
  private int saveExamples;

  @Override
  public SmoothingOptions options() {
    return options;
  }

  @Override
  public LogTask<PredictionRecord> task(TrainedFor trained) {
    options.validate();
    SmoothingParameters parameters = options.parameters(trained, 1);
    new Predictor(parameters).requireAnswers();
    AttackSettings settings = settings(parameters.sigma(), trained.shape());
    String name = "predict-" + parameters.sigmaText();
    Map<String, Object> determining =
        settings.attacks()
            ? determining(settings)
            : new LinkedHashMap<>(Map.of("attack", EnumNames.of(settings.method())));
    determining.putAll(SmoothingOptions.determining(parameters, trained));
    return new LogTask<>(
        "predict",
        options.log(settings.attacks() ? name + "-" + settings.description() : name),
        determining,
        LogFormat.PREDICTION);
  }

  private AttackSettings settings(double sigma, ImageShape shape) {
    AttackSettings settings = attack.evaluated(sigma, noiseSamples, shape);
    if (saveExamples < 0 || (saveExamples > 0 && !settings.attacks())) {
      throw new InvalidSettingException(
          "saveExamples",
          "{saveExamples} is %s; accepted is a number of images, with {attack} pgd or ddn",
          saveExamples);
    }
    return settings;
  }

  @Override
  public Path run(Optional<Cluster> cluster) throws IOException {
    try (SmoothedRun run = new SmoothedRun(options, 1, cluster)) {
      LogTask<PredictionRecord> task = task(run.trainedFor());
      AttackSettings settings = settings(run.parameters().sigma(), run.trainedFor().shape());
      if (settings.attacks()) {
        run.requireLabels("an attack");
      }
      ExampleFolder examples = ExampleFolder.of(task.file());
      run.ask(
          task,
          new Predict(run.smoothing(task), settings, saveExamples),
          (image, answer, elapsed) -> {
            if (image.position() < saveExamples) {
              examples.save(
                  run.imageShape(), image.index(), run.pixels(image.index()), answer.asked());
            }
            return predicted(image, answer, elapsed);
          });
      run.points().writeEmpirical(task, settings.attacks() ? settings.description() : "clean");
      return task.file();
    }
  }

  /** The folder of the pictures that belong to a log, where they are asked for. */
  public Optional<Path> examples(Path log) {
    return saveExamples > 0 ? Optional.of(ExampleFolder.of(log).folder()) : Optional.empty();
  }

  private static PredictionRecord predicted(ImagePlace image, Predicted answer, Duration elapsed) {
    return new PredictionRecord(
        image.index(),
        image.label(),
        answer.prediction().predicted(),
        answer.basePrediction(),
        elapsed,
        Optional.of(answer.prediction().votes().logged()));
  }

  private static Map<String, Object> determining(AttackSettings settings) {
    Map<String, Object> determining = new LinkedHashMap<>();
    determining.put("attack", EnumNames.of(settings.method()));
    determining.put("gradient", EnumNames.of(settings.gradient()));
    determining.put("attackTarget", EnumNames.of(settings.target()));
    determining.put("inverseTemperature", settings.inverseTemperature());
    determining.put("epsilon", settings.epsilon());
    determining.put("steps", settings.steps());
    determining.put("noiseSamples", settings.noiseSamples());
    return determining;
  }
}
