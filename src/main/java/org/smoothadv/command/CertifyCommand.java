package org.smoothadv.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.smoothadv.results.CertificationRecord;
import org.smoothadv.results.LogFormat;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.Certifier;

/** CERTIFY on the images of a split, one log line each. */
@Parameters(
    commandNames = "certify",
    commandDescription = "Certified L2 radii (CERTIFY), one log line per image")
public final class CertifyCommand implements Command {
  @ParametersDelegate private final SmoothingOptions options = new SmoothingOptions();

  @Parameter(
      names = "--n0",
      category = "Sampling",
      placeholder = "N",
      description = "samples that choose the class",
      order = 20)
  private int n0 = 100;

  @Override
  public void run() throws IOException {
    SmoothedRun run = new SmoothedRun(options, n0);
    Certifier certifier = new Certifier(run.parameters());
    Path log = run.log("certify-" + run.parameters().sigmaText());
    run.ask(
        "certify",
        log,
        Map.of("n0", n0),
        LogFormat.CERTIFICATION,
        image -> certified(certifier, image));
    System.out.println("log: " + log);
  }

  private static CertificationRecord certified(Certifier certifier, SampledImage image) {
    Certification certification = certifier.certify(image.votes());
    return CertificationRecord.of(
        image.index(),
        image.label(),
        certification.predicted(),
        certification.certifiedRadius(),
        image.elapsed());
  }
}
