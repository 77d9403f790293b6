package org.smoothadv.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.PredictionRecord;
import org.smoothadv.smoothing.Attacker;
import org.smoothadv.smoothing.Certifier;

/** PREDICT on the images of a split, as they are or attacked, one log line each. */
@Parameters(
    commandNames = "predict",
    commandDescription =
        "Classes of the smoothed classifier (PREDICT), clean or under attack, one log line per image")
public final class PredictCommand implements Command {
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
  public void run() throws IOException {
    try (SmoothedRun run = new SmoothedRun(options, 1)) {
      predict(run);
    }
  }

  private void predict(SmoothedRun run) throws IOException {
    AttackSettings settings = attack.evaluated(run.parameters().sigma(), noiseSamples);
    if (saveExamples < 0 || (saveExamples > 0 && !settings.attacks())) {
      throw new InvalidInputException(
          "--save-examples is "
              + saveExamples
              + "; accepted is a number of images, with --attack pgd or ddn");
    }
    String name = "predict-" + run.parameters().sigmaText();
    if (settings.attacks()) {
      underAttack(run, settings, run.log(name + "-" + settings.description()));
    } else {
      Path log = run.log(name);
      run.ask(
          new LogTask<>("predict", log, Map.of("attack", "none"), LogFormat.PREDICTION),
          new Certifier(run.parameters()),
          PredictCommand::predicted);
      System.out.println("log: " + log);
    }
  }

  private void underAttack(SmoothedRun run, AttackSettings settings, Path log) throws IOException {
    ExampleFolder examples = ExampleFolder.of(log);
    try (Attacker attacker = run.attacker(settings)) {
      run.ask(
          new LogTask<>("predict", log, determining(settings), LogFormat.PREDICTION),
          new Certifier(run.parameters()),
          image -> {
            SampledImage attacked =
                image.attacked(
                    attacker.attack(image.pixels(), image.label(), image.index(), options.seed()));
            if (image.position() < saveExamples) {
              examples.save(run.imageShape(), image, attacked);
            }
            return predicted(attacked);
          });
    }
    System.out.println("log: " + log);
    if (saveExamples > 0) {
      System.out.println("examples: " + examples.folder());
    }
  }

  private static PredictionRecord predicted(SampledImage image) {
    return new PredictionRecord(
        image.index(), image.label(), image.predict(), image.basePrediction(), image.elapsed());
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
