package org.smoothadv.internal.command.job;

import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.internal.asking.Answer.Certified;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.command.job.Evaluation.LogTask;
import org.smoothadv.internal.command.job.SmoothedRun.ImagePlace;
import org.smoothadv.internal.command.option.EstimationOptions;
import org.smoothadv.internal.command.option.SmoothingOptions;
import org.smoothadv.internal.command.option.TrainedFor;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.CertificationRecord.Estimate;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.SmoothingParameters;

/** CERTIFY on the images of a split: what {@code certify} and {@code study} do. */
public final class CertificationJob implements Evaluation {
  @ParametersDelegate private final SmoothingOptions options = new SmoothingOptions();

  @ParametersDelegate private final EstimationOptions estimation = new EstimationOptions();

  private final IntSummaryStatistics samples = new IntSummaryStatistics();

  @Override
  public SmoothingOptions options() {
    return options;
  }

  @Override
  public LogTask<CertificationRecord> task(TrainedFor trained) {
    estimation.validate();
    options.validate();
    SmoothingParameters parameters = options.parameters(trained, estimation.n0());
    estimation.requireAnswers(parameters);
    Map<String, Object> determining = estimation.determining();
    determining.putAll(SmoothingOptions.determining(parameters, trained));
    return new LogTask<>(
        "certify",
        options.log("certify-" + parameters.sigmaText()),
        determining,
        LogFormat.CERTIFICATION);
  }

  @Override
  public Path run(Optional<Cluster> cluster) throws IOException {
    estimation.validate();
    try (SmoothedRun run = new SmoothedRun(options, estimation.n0(), cluster)) {
      LogTask<CertificationRecord> task = task(run.trainedFor());
      run.ask(task, estimation.question(run.smoothing(task)), this::certified);
      run.points().writeCertified(task);
      return task.file();
    }
  }

  /** The samples of each image that was certified, n0 included. */
  public IntSummaryStatistics samples() {
    return samples;
  }

  private CertificationRecord certified(ImagePlace image, Certified answer, Duration elapsed) {
    Certification certification = answer.certification();
    samples.accept(certification.samples());
    return CertificationRecord.of(
        image.index(),
        image.label(),
        certification.predicted(),
        certification.certifiedRadius(),
        elapsed,
        certification.samples(),
        new Estimate(certification.candidate(), certification.votes().logged()));
  }
}
