package org.smoothadv.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothadv.results.OutputFile;
import org.smoothadv.results.source.LogFinder;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.LogCollection;
import org.smoothadv.results.table.AccuracyCells;
import org.smoothadv.results.table.Radii;
import org.smoothadv.results.table.ResultTable;
import org.smoothadv.results.table.TableFormat;
import org.smoothadv.results.table.TableKind;
import org.smoothadv.results.table.TableRequest;

/** Makes tables from logs. */
@Parameters(
    commandNames = "analyze",
    commandDescription = "Tables from logs: log files, or folders with logs below them")
public final class AnalyzeCommand implements Command {
  @Parameter(description = "LOG...")
  private List<String> logs = new ArrayList<>();

  @Parameter(
      names = "--table",
      category = "Table",
      placeholder = "NAME",
      description =
          "accuracy (per model), envelope (best model per radius), abstention (of the best models),"
              + " linf (best model per L-infinity radius), empirical (under attack)")
  private TableKind table = TableKind.ACCURACY;

  @Parameter(
      names = "--radii",
      category = "Table",
      placeholder = "LIST",
      description =
          "radii, comma-separated, in pixel units: L2, or L-infinity for linf (default: 0,0.25,..."
              + " as far as the logs reach; 1/255,2/255,4/255,8/255 for linf)")
  private String radii;

  @Parameter(
      names = "--per",
      category = "Groups",
      placeholder = "LIST",
      description =
          "for envelope and abstention: one envelope per value of these, comma-separated: "
              + "log, folder (one per LOG), sigma, training-sigma, epsilon, noise-samples, steps,"
              + " attack, attack-target, variant, dataset")
  private List<String> per;

  @ParametersDelegate private final ConfidenceOption confidence = new ConfidenceOption();

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

  @Override
  public void run() throws IOException {
    Optional<List<BigDecimal>> queried = Optional.ofNullable(radii).map(Radii::parse);
    List<GroupKey> keys = per == null ? List.of() : GroupKey.parse(per);
    AccuracyCells cells = new AccuracyCells(confidence.level());
    LogCollection collection = LogCollection.load(LogFinder.find(logs));
    Notices.print(collection.notices());
    ResultTable result = table.of(new TableRequest(collection, queried, keys, cells));
    Notices.print(result.notices());
    if (out == null) {
      System.out.print((format == null ? TableFormat.TEXT : format).print(result));
    } else {
      String text = (format == null ? TableFormat.suggestedBy(out) : format).print(result);
      OutputFile.write(out, text.getBytes(StandardCharsets.UTF_8));
      Notices.print(List.of("wrote " + out));
    }
  }
}
