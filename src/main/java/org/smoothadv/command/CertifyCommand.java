package org.smoothadv.command;

import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IntSummaryStatistics;
import java.util.Locale;
import org.smoothadv.results.CertificationRecord;
import org.smoothadv.results.LogFormat;
import org.smoothadv.smoothing.Certification;

/** CERTIFY on the images of a split, one log line each. */
@Parameters(
    commandNames = "certify",
    commandDescription = "Certified L2 radii (CERTIFY), one log line per image")
public final class CertifyCommand implements Command {
  @ParametersDelegate private final SmoothingOptions options = new SmoothingOptions();

  @ParametersDelegate private final EstimationOptions estimation = new EstimationOptions();

  @Override
  public void run() throws IOException {
    estimation.validate();
    IntSummaryStatistics samples = new IntSummaryStatistics();
    try (SmoothedRun run = new SmoothedRun(options, estimation.n0())) {
      Path log = run.log("certify-" + run.parameters().sigmaText());
      run.ask(
          new LogTask<>("certify", log, estimation.determining(), LogFormat.CERTIFICATION),
          estimation.certifier(run.parameters()),
          image -> certified(image, samples));
      System.out.println("log: " + log);
    }
    if (samples.getCount() > 0) {
      System.out.printf(
          Locale.ROOT, "samples: %.0f per image, n0 included%n", samples.getAverage());
    }
  }

  private static CertificationRecord certified(SampledImage image, IntSummaryStatistics samples) {
    Certification certification = image.certify();
    synchronized (samples) {
      samples.accept(certification.samples());
    }
    return CertificationRecord.of(
        image.index(),
        image.label(),
        certification.predicted(),
        certification.certifiedRadius(),
        image.elapsed(),
        certification.samples());
  }
}
