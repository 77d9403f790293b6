package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.command.option.TableOptions;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.table.LatexDocument;
import org.smoothadv.internal.results.table.ResultTable;
import org.smoothadv.internal.results.table.TableFormat;

/** Makes tables from logs. */
@Parameters(
    commandNames = "analyze",
    commandDescription = "Tables from logs: log files, or folders with logs below them")
public final class AnalyzeCommand implements Command {
  @Parameter(description = "LOG...")
  private List<String> logs = new ArrayList<>();

  @ParametersDelegate private final TableOptions table = new TableOptions();

  @Parameter(
      names = "--format",
      category = "Output",
      placeholder = "NAME",
      description =
          "text, csv, markdown or latex (default: as --out ends, .csv, .md, .tex; or text)")
  private TableFormat format;

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "FILE",
      description = "file to write instead of standard output")
  private Path out;

  @Parameter(
      names = "--standalone",
      category = "Output",
      description =
          "with latex: a whole document (run LaTeX on it twice), with the paths of the logs, in place"
              + " of a tabular to be put into a paper (\\input; needs the package booktabs)")
  private boolean standalone;

  @Override
  public void run() throws IOException {
    table.validate();
    TableFormat chosen =
        format != null ? format : out != null ? TableFormat.suggestedBy(out) : TableFormat.TEXT;
    if (standalone && chosen != TableFormat.LATEX) {
      throw new InvalidSettingException(
          "standalone",
          "{standalone} is for LaTeX, but the format is %s: add {format} latex",
          chosen);
    }
    LogCollection collection = LogCollection.load(LogFinder.find(logs));
    Notices.print(collection.notices());
    ResultTable result = table.table(collection);
    Notices.print(result.notes());
    Notices.print(table.leftOut(collection));
    String text = standalone ? LatexDocument.print(result) : chosen.print(result);
    if (out == null) {
      System.out.print(text);
    } else {
      OutputFile.write(out, text.getBytes(StandardCharsets.UTF_8));
      Notices.print(List.of("wrote " + out));
    }
  }
}
