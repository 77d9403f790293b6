package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.command.option.FigureOptions;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.results.figure.CurveSet;
import org.smoothadv.internal.results.figure.Figure;
import org.smoothadv.internal.results.figure.FigureFormat;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.LogCollection;

/** Draws figures from logs. */
@Parameters(
    commandNames = "plot",
    commandDescription = "Figures from logs: log files, or folders with logs below them")
public final class PlotCommand implements Command {
  @Parameter(description = "LOG...")
  private List<String> logs = new ArrayList<>();

  @ParametersDelegate private final FigureOptions figure = new FigureOptions();

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "FILE",
      required = true,
      description = "FILE.png, FILE.svg or FILE.pdf")
  private Path out;

  @Override
  public void run() throws IOException {
    FigureFormat format = FigureFormat.of(out);
    figure.validate();
    LogCollection collection = LogCollection.load(LogFinder.find(logs));
    Notices.print(collection.notices());
    CurveSet curves = figure.curves(collection);
    Notices.print(curves.notices());
    Figure drawn = figure.figure(curves.curves());
    OutputFile.write(out, format.draw(drawn));
    Notices.print(format.notices(drawn));
    Notices.print(List.of("wrote " + out));
  }
}
