package org.smoothadv.internal.command;

import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.smoothadv.internal.command.job.CertificationJob;

/** CERTIFY on the images of a split, one log line each. */
@Parameters(
    commandNames = "certify",
    commandDescription = "Certified L2 radii (CERTIFY), one log line per image")
public final class CertifyCommand implements Command {
  @ParametersDelegate private final CertificationJob job = new CertificationJob();

  @Override
  public void run() throws IOException {
    System.out.println("log: " + job.run(Optional.empty()));
    if (job.samples().getCount() > 0) {
      System.out.printf(
          Locale.ROOT, "samples: %.0f per image, n0 included%n", job.samples().getAverage());
    }
  }
}
