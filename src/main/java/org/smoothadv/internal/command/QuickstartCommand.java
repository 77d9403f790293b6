package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole story in one command: two classifiers of generated images, one trained with Gaussian
 * noise (Cohen et al. 2019) and one with SmoothAdv-PGD, certified and compared. It runs the
 * commands that a user would type, and shows them. What is done already is not done again.
 */
@Parameters(
    commandNames = "quickstart",
    commandDescription =
        "The whole story on generated images, in a few minutes: train, certify, tabulate, plot")
public final class QuickstartCommand implements Command {
  private static final String SIGMA = "0.5";

  @Parameter(
      names = "--run",
      category = "Run",
      placeholder = "DIR",
      description = "folder that everything is written to")
  private Path run = Path.of("runs", "quickstart");

  @Parameter(
      names = "--seed",
      category = "Run",
      placeholder = "N",
      description = "random seed for everything")
  private long seed;

  @Override
  public void run() throws IOException {
    Path gaussian = run.resolve("gaussian");
    Path smoothAdv = run.resolve("smoothadv");
    train(gaussian, List.of());
    train(
        smoothAdv, List.of("--attack", "pgd", "--epsilon", "1.0", "--steps", "2", "--warmup", "2"));
    certify(gaussian);
    certify(smoothAdv);
    Path csv = run.resolve("certified-accuracy.csv");
    Path figure = run.resolve("certified-accuracy.png");
    execute(
        new AnalyzeCommand(), List.of(run.toString(), "--format", "csv", "--out", csv.toString()));
    execute(
        new PlotCommand(),
        List.of(
            log(gaussian),
            log(smoothAdv),
            "--label",
            "Gaussian training (Cohen et al.)",
            "--label",
            "SmoothAdv-PGD",
            "--title",
            "Certified accuracy, generated images, sigma = " + SIGMA,
            "--out",
            figure.toString()));
    execute(new AnalyzeCommand(), List.of(run.toString()));
    System.out.printf(
        "%nfigure:       %s%ntable:        %s%nlogs:         %s%n              %s%nTensorBoard:  tensorboard --logdir %s%n",
        figure, csv, log(gaussian), log(smoothAdv), run);
  }

  private void train(Path folder, List<String> attack) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--dataset",
                "synthetic",
                "--arch",
                "cifar-resnet-8",
                "--sigma",
                SIGMA,
                "--limit",
                "4000",
                "--epochs",
                "8",
                "--batch",
                "64",
                "--learning-rate-step",
                "6",
                "--eval-limit",
                "500",
                "--seed",
                Long.toString(seed)));
    options.addAll(attack);
    options.addAll(List.of("--run", folder.toString()));
    if (Files.exists(folder.resolve("run.json"))) {
      options.add("--resume");
    }
    execute(new TrainCommand(), options);
  }

  private void certify(Path folder) throws IOException {
    List<String> options =
        new ArrayList<>(List.of("--run", folder.toString(), "--skip", "20", "--n", "1500"));
    if (Files.exists(Path.of(log(folder)))) {
      options.add("--resume");
    }
    execute(new CertifyCommand(), options);
  }

  private static String log(Path folder) {
    return folder.resolve("certify-" + SIGMA + ".tsv").toString();
  }

  private static void execute(Command command, List<String> options) throws IOException {
    List<String> words = new ArrayList<>(List.of(Help.nameOf(command)));
    words.addAll(options);
    System.err.println("\n$ " + CommandText.of(words));
    Invocation.of(command, options).run();
  }
}
