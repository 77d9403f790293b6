package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.command.job.Recertification;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.source.LogFinder.FoundLogs;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.smoothing.RadiusBound;

/** Radii of another alpha or bound from the votes in logs, without the network. */
@Parameters(
    commandNames = "recertify",
    commandDescription =
        "New logs from the votes in old ones, for another alpha or bound, without the network")
public final class RecertifyCommand implements Command {
  @Parameter(description = "LOG...")
  private List<String> logs = new ArrayList<>();

  @Parameter(
      names = "--alpha",
      category = "Certification",
      placeholder = "P",
      description = "failure probability (the log's)")
  private Double alpha;

  @Parameter(
      names = "--bound",
      category = "Certification",
      placeholder = "NAME",
      description = "one-vs-rest or top-two (the log's); not for logs of predict")
  private RadiusBound bound;

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "FILE|DIR",
      required = true,
      description =
          "the new log; for several logs or a folder of them the folder of the new ones, which keep"
              + " their names and the folders below")
  private Path out;

  @Override
  public void run() throws IOException {
    if (alpha == null && bound == null) {
      throw new InvalidSettingException(
          "alpha", "{alpha} and {bound} are missing: give one or both, such as {alpha} 0.01");
    }
    FoundLogs found = LogFinder.find(logs);
    Notices.print(found.notices());
    Map<Path, Recertification> jobs = new LinkedHashMap<>();
    for (LogFile log : found.logs()) {
      Path target = target(log, found.logs().size());
      Recertification job =
          new Recertification(log.file(), Optional.ofNullable(alpha), Optional.ofNullable(bound));
      if (jobs.put(target, job) != null) {
        throw new InvalidSettingException(
            "out",
            "{out}: two of the logs would become %s: give the folder above them, below which names are kept, or one log at a time",
            target);
      }
      if (Files.exists(target)) {
        throw new InvalidSettingException(
            "out", "%s exists already: name another place with {out}", target);
      }
      job.check(); // all of them, before one is written
    }
    for (Map.Entry<Path, Recertification> job : jobs.entrySet()) {
      job.getValue().write(job.getKey());
      System.out.println("log: " + job.getKey());
    }
  }

  private Path target(LogFile log, int logCount) {
    Path given = Path.of(log.argument());
    if (Files.isDirectory(given)) {
      return out.resolve(given.relativize(log.file()).toString());
    }
    return logCount > 1 || Files.isDirectory(out) ? out.resolve(log.file().getFileName()) : out;
  }
}
