package org.smoothadv;

import java.util.List;
import java.util.Locale;
import org.smoothadv.internal.command.AdoptCommand;
import org.smoothadv.internal.command.AnalyzeCommand;
import org.smoothadv.internal.command.BenchCommand;
import org.smoothadv.internal.command.CertifyCommand;
import org.smoothadv.internal.command.CommandLine;
import org.smoothadv.internal.command.ExportCommand;
import org.smoothadv.internal.command.ImportCommand;
import org.smoothadv.internal.command.PlotCommand;
import org.smoothadv.internal.command.PredictCommand;
import org.smoothadv.internal.command.PseudoLabelCommand;
import org.smoothadv.internal.command.QuickstartCommand;
import org.smoothadv.internal.command.RecertifyCommand;
import org.smoothadv.internal.command.ReportCommand;
import org.smoothadv.internal.command.StandardOutput;
import org.smoothadv.internal.command.TrainCommand;
import org.smoothadv.internal.study.StudyCommand;

/** Entry point of the program: the list of its commands. */
public final class Main {
  private static final String LOGGING = "logback.configurationFile";

  private Main() {}

  /** Runs one command and exits with its status. */
  public static void main(String[] arguments) {
    // Not where Logback looks by itself: there it would be the logging of every program with this
    // library on its class path.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "org/smoothadv/logback.xml");
    }
    StandardOutput.install();
    System.exit(run(arguments));
  }

  /**
   * Runs one command; returns 0 when it is done, 1 if it failed, 2 if the user's input is wrong.
   */
  public static int run(String... arguments) {
    // TensorFlow refuses names of operations whose numbers are not in Latin digits.
    Locale.setDefault(Locale.ROOT);
    CommandLine commandLine =
        new CommandLine(
            List.of(
                new QuickstartCommand(),
                new TrainCommand(),
                new CertifyCommand(),
                new PredictCommand(),
                new AnalyzeCommand(),
                new PlotCommand(),
                new RecertifyCommand(),
                new ReportCommand(),
                new StudyCommand(),
                new ExportCommand(),
                new ImportCommand(),
                new AdoptCommand(),
                new PseudoLabelCommand(),
                new BenchCommand()));
    return commandLine.run(arguments);
  }
}
