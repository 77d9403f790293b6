package org.smoothadv.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.converters.PathConverter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.smoothadv.results.OutputFile;
import org.smoothadv.results.report.Report;

/** Makes one page about a run or a tree of runs. */
@Parameters(
    commandNames = "report",
    commandDescription = "One HTML page, complete in itself, for a run or a tree of runs")
public final class ReportCommand implements Command {
  @Parameter(description = "DIR", required = true, converter = PathConverter.class)
  private Path folder;

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "FILE",
      required = true,
      description = "FILE.html")
  private Path out;

  @Override
  public void run() throws IOException {
    Report report = Report.of(folder);
    Notices.print(report.notices());
    OutputFile.write(out, report.html().getBytes(StandardCharsets.UTF_8));
    Notices.print(List.of("wrote " + out));
  }
}
