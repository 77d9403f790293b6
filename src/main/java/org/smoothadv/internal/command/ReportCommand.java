package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.results.report.Report;

/** Makes one page about a run or a tree of runs. */
@Parameters(
    commandNames = "report",
    commandDescription = "One HTML page, complete in itself, for a run or a tree of runs")
public final class ReportCommand implements Command {
  @Parameter(description = "DIR")
  private List<String> folders = new ArrayList<>();

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "FILE",
      required = true,
      description = "FILE.html")
  private Path out;

  @Override
  public void run() throws IOException {
    if (folders.size() != 1) {
      throw new InvalidInputException(
          "report takes one folder, that of a run or of a tree of runs, but "
              + (folders.isEmpty() ? "none is given" : String.join(", ", folders) + " are given"));
    }
    Report report = Report.of(Path.of(folders.get(0)));
    byte[] page = report.html().getBytes(StandardCharsets.UTF_8);
    Notices.print(report.notices());
    OutputFile.write(out, page);
    Notices.print(List.of("wrote " + out));
  }
}
